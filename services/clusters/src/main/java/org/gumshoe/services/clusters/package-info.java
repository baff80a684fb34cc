// SPDX-License-Identifier: GPL-3.0-or-later
/** The clusters service: passages and the topic model in, cluster assignments out. */
package org.gumshoe.services.clusters;
