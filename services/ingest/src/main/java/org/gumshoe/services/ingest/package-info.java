// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The ingest service: assembles books from their chunks and splits them into passages at sentence
 * boundaries.
 */
package org.gumshoe.services.ingest;
