# A pointer that was moved is freed.
cat > convert.c <<'SOURCE'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
    char *row = malloc(64);
    printf("row buffer %p\n", (void *)row);
    fflush(stdout);
    strcpy(row, "sku-1;12.50");
    row += 4;
    free(row);
    return 0;
}
SOURCE
printf 'convert: convert.c\n\tgcc -w -O0 -o convert convert.c\n' > Makefile
printf '#!/usr/bin/env bash\n./convert\ncode=$?\necho "convert failed" >&2\nexit $code\n' > convert.sh
chmod +x convert.sh
