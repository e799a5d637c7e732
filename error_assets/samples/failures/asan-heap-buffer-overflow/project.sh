# One element past the end.
cat > sum.c <<'SOURCE'
#include <stdlib.h>
static int sum(const int *values, int amount) {
    int total = 0;
    for (int i = 0; i <= amount; i++)
        total += values[i];
    return total;
}
int main(void) {
    int *values = calloc(8, sizeof *values);
    int total = sum(values, 8);
    free(values);
    return total;
}
SOURCE
printf 'check: sum.c\n\tgcc -g -fsanitize=address -o sum sum.c\n\t./sum\n' > Makefile
