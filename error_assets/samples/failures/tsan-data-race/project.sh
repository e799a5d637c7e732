# Two threads count without a lock.
cat > count.c <<'SOURCE'
#include <pthread.h>
#include <stdio.h>
static int stock;
static void *sell(void *unused) {
    for (int i = 0; i < 1000; i++)
        stock++;
    return unused;
}
int main(void) {
    pthread_t one, two;
    pthread_create(&one, NULL, sell, NULL);
    pthread_create(&two, NULL, sell, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    printf("stock %d\n", stock);
    return 0;
}
SOURCE
printf 'check: count.c\n\tgcc -g -fsanitize=thread -o count count.c -lpthread\n\t$(shell setarch -R true 2> /dev/null && echo setarch -R) ./count\n' > Makefile
