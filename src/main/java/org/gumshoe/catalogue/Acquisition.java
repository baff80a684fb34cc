// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.net.URI;

/**
 * A file of a book to which a feed links.
 *
 * @param bytes as the feed tells; 0 if it does not
 */
public record Acquisition(URI address, BookFormat format, long bytes) {}
