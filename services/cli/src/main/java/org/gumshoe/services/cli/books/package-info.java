// SPDX-License-Identifier: GPL-3.0-or-later
/** Commands that find and fetch books by the catalogues of libraries. */
package org.gumshoe.services.cli.books;
