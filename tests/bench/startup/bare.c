// The least that a WebKitGTK program can be: one window of the app's size, one web view, one field with the keyboard in
// it. What `cargo xtask bench startup` holds the app against.
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>

static const char PAGE[] =
    "<!doctype html><meta charset=utf-8><title>bare</title>"
    "<style>body{font:15px sans-serif;margin:0;display:grid;place-items:center;height:100vh;background:#fbfcfd}"
    "textarea{font:inherit;width:600px;height:80px}</style>"
    "<main><h1>Bare window</h1><textarea autofocus placeholder='Write a message'></textarea></main>";

int main(int argc, char **argv) {
    gtk_init(&argc, &argv);
    GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
    gtk_window_set_default_size(GTK_WINDOW(window), 1180, 780);
    GtkWidget *view = webkit_web_view_new();
    gtk_container_add(GTK_CONTAINER(window), view);
    g_signal_connect(window, "destroy", G_CALLBACK(gtk_main_quit), NULL);
    webkit_web_view_load_html(WEBKIT_WEB_VIEW(view), PAGE, NULL);
    gtk_widget_show_all(window);
    gtk_widget_grab_focus(view);
    gtk_main();
    return 0;
}
