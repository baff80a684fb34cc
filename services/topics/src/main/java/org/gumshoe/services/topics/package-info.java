// SPDX-License-Identifier: GPL-3.0-or-later
/** The topics service: learns an online LDA model from passages and publishes its versions. */
package org.gumshoe.services.topics;
