// SPDX-License-Identifier: GPL-3.0-or-later
/** Caches in files: computed values under the hash of all their inputs. */
package org.gumshoe.experiment.cache;
