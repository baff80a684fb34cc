// SPDX-License-Identifier: GPL-3.0-or-later
/** Control of stories beyond an added vector: how near a text is to the concept's cluster, without labels. */
package org.gumshoe.steer.control;
