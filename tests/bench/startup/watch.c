// Starts a program and watches the screen as a person would: `watch PROGRAM [WORD…]`.
//
// Prints one line of JSON, in milliseconds from the exec of the program: `shown` when anything of it is on the screen,
// `painted` when the last great change was seen before the picture stayed as it was for QUIET_MS (a blinking caret is no
// great change), `key` how long the first key took from its press to its letter, and `white` the largest part of the
// screen that was pure white at any moment. Then it waits until its input ends, and ends the program.
//
// WATCH_FIELD="X Y WIDTH HEIGHT" names the first line of a field that stands on the screen before all is painted. `usable`
// is when it stood out from what is above it; the key is pressed in that very moment. Without it, both are of the end.
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 1500, LIMIT_MS = 60000, PAUSE_US = 4000, GREAT = 200, LETTER = 12, KEPT_US = 1200000 };

static Display *display;
static XImage *image;
static XShmSegmentInfo segment;
static uint32_t *before;
static size_t pixels;
static int field_x, field_y, field_width, field_height;

static double now_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000.0 + at.tv_nsec / 1e6;
}

static uint32_t pixel_at(int x, int y) { return ((const uint32_t *)image->data)[(size_t)y * image->width + x] & 0xffffff; }

// The field has another colour than what is above it.
static int stands_out(void) {
    int x = field_x + field_width - 4;
    return pixel_at(x, field_y + field_height / 2) != pixel_at(x, field_y - 40);
}

// Pixels of a letter at the beginning of the field: what differs from its empty end.
static size_t letter(void) {
    uint32_t empty = pixel_at(field_x + field_width - 4, field_y + field_height / 2);
    size_t count = 0;
    for (int y = field_y; y < field_y + field_height; y++)
        // The caret is one pixel wide and stands at the beginning of an empty field.
        for (int x = field_x + 6; x < field_x + 16; x++) count += pixel_at(x, y) != empty;
    return count;
}

static void press(KeyCode key) {
    XTestFakeKeyEvent(display, key, True, CurrentTime);
    XTestFakeKeyEvent(display, key, False, CurrentTime);
    XSync(display, False);
}

static void look(void) { XShmGetImage(display, DefaultRootWindow(display), image, 0, 0, AllPlanes); }

// How many pixels differ from the picture before, which becomes this one.
static size_t changed(double *white) {
    const uint32_t *seen = (const uint32_t *)image->data;
    size_t count = 0, whites = 0;
    for (size_t at = 0; at < pixels; at++) {
        uint32_t pixel = seen[at] & 0xffffff;
        count += pixel != before[at];
        whites += pixel == 0xffffff;
        before[at] = pixel;
    }
    if (white != NULL && (double)whites / pixels > *white) *white = (double)whites / pixels;
    return count;
}

// Looks until more than `least` pixels change; the time of that look, or -1.
static double change(size_t least, double limit, double *white) {
    double from = now_ms();
    for (;;) {
        double at = now_ms();
        if (at - from > limit) return -1;
        look();
        if (changed(white) > least) return at;
        usleep(PAUSE_US);
    }
}

int main(int argc, char **argv) {
    if (argc < 2 || (display = XOpenDisplay(NULL)) == NULL) return 2;
    int screen = DefaultScreen(display), width = DisplayWidth(display, screen), height = DisplayHeight(display, screen);
    image = XShmCreateImage(display, DefaultVisual(display, screen), DefaultDepth(display, screen), ZPixmap, NULL, &segment, width, height);
    segment.shmid = shmget(IPC_PRIVATE, (size_t)image->bytes_per_line * height, IPC_CREAT | 0600);
    segment.shmaddr = image->data = shmat(segment.shmid, NULL, 0);
    segment.readOnly = False;
    if (!XShmAttach(display, &segment)) return 2;
    XSync(display, False);
    shmctl(segment.shmid, IPC_RMID, NULL);
    pixels = (size_t)width * height;
    before = calloc(pixels, sizeof *before);
    look();
    changed(NULL);

    double start = now_ms(), white = 0;
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL) _exit(126);
        execv(argv[1], argv + 1);
        _exit(127);
    }
    double shown = change(GREAT, LIMIT_MS, &white), painted = shown, usable = -1, written = -1;
    if (shown < 0) { kill(child, SIGKILL); return 1; }
    const char *field = getenv("WATCH_FIELD");
    int early = field != NULL && sscanf(field, "%d %d %d %d", &field_x, &field_y, &field_width, &field_height) == 4;
    KeyCode key = XKeysymToKeycode(display, XK_x);
    for (double quiet = now_ms(); now_ms() - quiet < QUIET_MS; usleep(PAUSE_US)) {
        double at = now_ms();
        look();
        if (changed(&white) > GREAT) painted = quiet = at;
        if (!early) continue;
        if (usable < 0 && stands_out()) {
            usable = now_ms();
            press(key);
        } else if (usable >= 0 && written < 0 && letter() > LETTER) written = at;
    }
    if (!early) {
        usable = now_ms();
        press(key);
        written = change(LETTER + 60, 3000, NULL);
    }
    // The letter does not stay: a text that was kept would stand in the field at the next start.
    press(XKeysymToKeycode(display, XK_BackSpace));
    usleep(KEPT_US);
    printf("{\"pid\":%d,\"shown\":%.1f,\"usable\":%.1f,\"painted\":%.1f,\"key\":%.1f,\"white\":%.4f}\n", child, shown - start,
           early ? usable - start : painted - start, painted - start, written < 0 ? -1.0 : written - usable, white);
    fflush(stdout);
    char end;
    while (read(0, &end, 1) > 0) {}
    kill(child, SIGTERM);
    for (int i = 0; i < 200 && waitpid(child, NULL, WNOHANG) == 0; i++) usleep(20000);
    kill(child, SIGKILL);
    return 0;
}
