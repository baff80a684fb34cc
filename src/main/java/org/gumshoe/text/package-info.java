// SPDX-License-Identifier: GPL-3.0-or-later
/** Books: readers of plain text, EPUB, HTML and the Brown corpus. */
package org.gumshoe.text;
