/** The variable with the absolute path of the file to which code writes the lines that it enters. */
export const ENTERED = 'TIERWISE_ENTERED';
