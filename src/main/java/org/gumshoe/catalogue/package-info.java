// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Catalogues of libraries: the table of Project Gutenberg's layout and OPDS feeds, filters and
 * choices of books, names of their files, what a received file is, and the manifest of a shelf. It
 * knows no HTTP.
 */
package org.gumshoe.catalogue;
