// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

/**
 * Verdict on one thing that a run promises.
 *
 * @param detail figures, or what is amiss
 */
public record Verdict(String what, boolean holds, String detail) {}
