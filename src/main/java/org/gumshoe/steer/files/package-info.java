// SPDX-License-Identifier: GPL-3.0-or-later
/** Files that carry steering vectors: NumPy arrays, JSON and GGUF control vectors. */
package org.gumshoe.steer.files;
