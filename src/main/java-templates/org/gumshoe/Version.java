// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

/** Version of Gumshoe, which the build fills in from the parent's pom.xml. */
public final class Version {
    public static final String NUMBER = "${project.version}";

    private Version() {}
}
