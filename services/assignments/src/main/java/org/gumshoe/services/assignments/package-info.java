// SPDX-License-Identifier: GPL-3.0-or-later
/** the assignments service: passages and the topic model in, cluster assignments out. */
package org.gumshoe.services.assignments;
