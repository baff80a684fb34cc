// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

/** The version of Gumshoe. */
public final class Version {
    public static final String NUMBER = "0.1.0";

    private Version() {}
}
