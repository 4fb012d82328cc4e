<?php

// Gives the tokens of PHP files without comments: see judge.ts for what is read and written.
while (($line = fgets(STDIN)) !== false) {
    [$path, , , $wantsCode] = explode("\t", rtrim($line, "\n"));
    $code = '';
    $errors = [];
    try {
        $tokens = PhpToken::tokenize(file_get_contents($path), TOKEN_PARSE);
        if ($wantsCode === '1') {
            $kept = array_filter($tokens, fn ($one) => !$one->is([T_COMMENT, T_DOC_COMMENT, T_WHITESPACE]));
            $code = hash('sha256', serialize(array_map(fn ($one) => [$one->id, $one->text], array_values($kept))));
        }
    } catch (Throwable $error) {
        $errors[] = 'h' . preg_replace('/\s+/', ' ', $error->getMessage());
    }
    fwrite(STDOUT, implode("\t", [$path, $code, ...$errors]) . "\n");
}
