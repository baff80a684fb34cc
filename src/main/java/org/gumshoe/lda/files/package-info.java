// SPDX-License-Identifier: GPL-3.0-or-later
/** Topic models as files, for pyLDAvis and as colours, and readers of a directory of books. */
package org.gumshoe.lda.files;
