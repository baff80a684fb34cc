// SPDX-License-Identifier: GPL-3.0-or-later
/** Files that hold steering vectors: NumPy arrays, JSON and GGUF control vectors. */
package org.gumshoe.steer.files;
