// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.http;

import java.net.URI;
import java.net.URISyntaxException;
import org.gumshoe.BadInputException;

/** Parser of the address of a server that a setting names. */
public final class ServerAddress {
    private ServerAddress() {}

    /**
     * Reads an address.
     *
     * @param setting that holds it, for messages
     * @param whose the address is, for messages
     * @param instead what to do about a user or password in it
     * @throws BadInputException when it is no address, or names a user
     */
    public static URI parse(String setting, String text, String whose, String instead) {
        boolean hasUser = text.replaceFirst("[?#].*", "").contains("@");
        try {
            URI address = new URI(text);
            if (text.matches("https?://\\S+") && address.getHost() != null && !hasUser) {
                return address;
            }
        } catch (URISyntaxException e) {
            // refused below, without this exception: it holds the whole text
        }
        throw new BadInputException(setting + "=" + Redacted.of(text)
                + (hasUser
                        ? " was given with a user name or password, " + instead + "."
                        : " is not an address; set it to the address of " + whose + ", which begins with https://."));
    }
}
