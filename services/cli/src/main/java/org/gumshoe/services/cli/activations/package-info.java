// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe activations}: what language models have read, as Parquet files. */
package org.gumshoe.services.cli.activations;
