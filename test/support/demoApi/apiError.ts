/** Error types of the API, as they stand in `error.type`. */
export type ApiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'timeout_error'
  | 'api_error'
  | 'overloaded_error';

const TYPE_OF_STATUS: Readonly<Record<number, ApiErrorType>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

const MESSAGE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  401: 'invalid x-api-key',
  402: 'Your credit balance is too low to access the API.',
  403: 'Your API key does not have permission to use the specified resource.',
  404: 'The requested resource was not found.',
  413: 'Request exceeds the maximum size.',
  429: 'This request would exceed the rate limit of your organization.',
  500: 'Internal server error',
  503: 'Service unavailable',
  504: 'The request timed out.',
  529: 'Overloaded',
};

/** A refusal that is answered with an HTTP status and the API's error body. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: ApiErrorType;
  /** The API's stable `error.details.error_code`; null: no details are sent. */
  readonly errorCode: string | null;

  constructor(status: number, message?: string, errorCode: string | null = null) {
    super(message ?? MESSAGE_OF_STATUS[status] ?? `Status ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.type = TYPE_OF_STATUS[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
    this.errorCode = errorCode;
  }
}

/** The body of an error answer; also the data of an `error` event inside a stream. */
export function errorBody(
  type: ApiErrorType,
  message: string,
  requestId: string,
  errorCode: string | null,
): object {
  return {
    type: 'error',
    error: {
      type,
      message,
      ...(errorCode === null ? {} : { details: { error_code: errorCode } }),
    },
    request_id: requestId,
  };
}
