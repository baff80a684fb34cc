// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.gumshoe.services.common.http.Refusal;

/**
 * Files of the page: modules, styles and pictures from the jar, and the two libraries from theirs.
 * They hold nothing of the system, so they need no token; whatever they show comes by calls that do.
 */
public final class PageFiles {
    /** Only what this server serves runs, is shown, or is asked for. */
    private static final String POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';" + " frame-ancestors 'none'";

    private static final String FOLDER = "/org/gumshoe/services/gateway/page/";
    private static final Pattern NAME = Pattern.compile("((state|parts)/)?[a-z][a-z0-9-]*\\.(js|json|css|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "json", "application/json",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml");
    private static final Map<String, String> LIBRARIES = Map.of(
            "lit-html.js", FOLDER + "state/lit-html.js",
            "lit-html-itself.js", "/META-INF/resources/webjars/lit-html/3.3.1/lit-html.js",
            "uplot.js", "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.esm.js",
            "uplot.css", "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.min.css");

    private PageFiles() {}

    /** Adds the files to a server. */
    public static void addTo(JavalinConfig config) {
        config.routes.get("/", request -> send(request, FOLDER + "index.html"));
        config.routes.get("/page/<name>", request -> send(request, FOLDER + known(request)));
        config.routes.get("/lib/{name}", request -> {
            String library = LIBRARIES.get(request.pathParam("name"));
            if (library == null) {
                throw missing();
            }
            send(request, library);
        });
    }

    /** Whether a path is one of the page's files. */
    public static boolean has(String path) {
        return path.equals("/") || path.startsWith("/page/") || path.startsWith("/lib/");
    }

    private static String known(Context request) {
        String name = request.pathParam("name");
        if (!NAME.matcher(name).matches()) {
            throw missing();
        }
        return name;
    }

    private static void send(Context request, String resource) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw missing();
            }
            request.header("Content-Security-Policy", POLICY)
                    .header("Cache-Control", "no-cache")
                    .contentType(TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)))
                    .result(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal missing() {
        return Refusal.of(404, "There is no such file of the page.");
    }
}
