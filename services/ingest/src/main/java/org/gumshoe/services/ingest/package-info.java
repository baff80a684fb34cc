// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Books to passages: gathers a book's chunks, splits its text without cutting a sentence, and
 * replaces the passages of a book that changed.
 */
package org.gumshoe.services.ingest;
