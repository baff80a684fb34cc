// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

/**
 * One block's weights. What an architecture lacks is null.
 *
 * @param queriesKeysValues width to (heads + 2 * keyHeads) * headWidth: all queries, then all keys, then all values
 * @param headNorm of each query and key head, or null
 * @param afterAttention norm of what attention adds to the stream, or null
 * @param afterFeedForward norm of what the feed-forward part adds to the stream, or null
 */
record Block(
        Normalizer beforeAttention,
        Linear queriesKeysValues,
        Normalizer headNorm,
        Linear attentionOut,
        Normalizer afterAttention,
        Normalizer beforeFeedForward,
        FeedForward feedForward,
        Normalizer afterFeedForward) {}
