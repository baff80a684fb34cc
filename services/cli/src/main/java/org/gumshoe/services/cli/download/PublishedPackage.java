// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

/**
 * Package of a registry, as one file.
 *
 * @param client of the registry that fetches it
 * @param specification name and version as the client takes them
 * @param file name of the file that the client writes
 * @param sha256 of that file
 * @param bytes size of that file
 */
record PublishedPackage(Client client, String specification, String file, String sha256, long bytes) {
    enum Client {
        PIP,
        NPM
    }

    static PublishedPackage wheel(String name, String version, String sha256, long bytes) {
        String file = name.replace('-', '_') + "-" + version + "-py3-none-any.whl";
        return new PublishedPackage(Client.PIP, name + "==" + version, file, sha256, bytes);
    }
}
