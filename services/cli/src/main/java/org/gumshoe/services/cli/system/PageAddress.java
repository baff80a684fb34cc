// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import org.gumshoe.services.gateway.GatewayService;
import org.gumshoe.services.standalone.Standalone;

/** Address of the page that a running system's gateway serves. */
public final class PageAddress {
    private PageAddress() {}

    /** Returns the address; the gateway is one of the system's services. */
    public static String of(Standalone system) {
        return of(
                "localhost",
                system.services().stream()
                        .filter(GatewayService.class::isInstance)
                        .map(GatewayService.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .port());
    }

    static String of(String host, int port) {
        return "http://" + host + ":" + port + "/";
    }
}
