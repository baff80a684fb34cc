// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small well-formed files, made up. */
final class SeedFiles {
    private static final int WIDTH = 8;
    private static final List<String> VECTORS = List.of("attn_norm", "ffn_norm");
    private static final List<String> MATRICES =
            List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down");

    private SeedFiles() {}

    /** A little-endian writer. */
    private static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out number(long value, int size) {
            byte[] all = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array();
            bytes.write(all, 0, size);
            return this;
        }

        Out text(String text) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Out string(String text) {
            return number(text.getBytes(StandardCharsets.UTF_8).length, 8).text(text);
        }

        Out zeros(int count) {
            bytes.writeBytes(new byte[count]);
            return this;
        }
    }

    /** A llama of one block with a tokenizer of bytes. */
    static byte[] gguf() {
        int vocabulary = 256;
        Out out = new Out()
                .text("GGUF")
                .number(3, 4)
                .number(3 + VECTORS.size() - 1 + MATRICES.size(), 8)
                .number(12, 8);
        out.string("general.architecture").number(8, 4).string("llama");
        Map.of("embedding_length", WIDTH, "block_count", 1, "context_length", 64, "attention.head_count", 2)
                .forEach((key, value) -> out.string("llama." + key).number(4, 4).number(value, 4));
        out.string("llama.attention.layer_norm_rms_epsilon").number(6, 4).number(Float.floatToIntBits(1e-5f), 4);
        out.string("general.alignment").number(4, 4).number(32, 4);
        out.string("tokenizer.ggml.model").number(8, 4).string("gpt2");
        out.string("tokenizer.ggml.tokens").number(9, 4).number(8, 4).number(vocabulary, 8);
        for (int i = 0; i < vocabulary; i++) {
            out.string(i == 255 ? "ab" : String.valueOf((char) (i + 33)));
        }
        out.string("tokenizer.ggml.token_type").number(9, 4).number(5, 4).number(vocabulary, 8);
        for (int i = 0; i < vocabulary; i++) {
            out.number(1, 4);
        }
        out.string("tokenizer.ggml.merges")
                .number(9, 4)
                .number(8, 4)
                .number(1, 8)
                .string("a b");
        out.string("tokenizer.ggml.eos_token_id").number(4, 4).number(0, 4);
        long offset = tensor(out, "token_embd.weight", 0, WIDTH, vocabulary);
        offset = tensor(out, "output_norm.weight", offset, WIDTH);
        for (String name : VECTORS) {
            offset = tensor(out, "blk.0." + name + ".weight", offset, WIDTH);
        }
        for (String name : MATRICES) {
            offset = tensor(out, "blk.0." + name + ".weight", offset, WIDTH, WIDTH);
        }
        return out.zeros((32 - out.bytes.size() % 32) % 32 + (int) offset).bytes.toByteArray();
    }

    private static long tensor(Out out, String name, long offset, int... shape) {
        out.string(name).number(shape.length, 4);
        long size = 4;
        for (int extent : shape) {
            out.number(extent, 8);
            size *= extent;
        }
        out.number(0, 4).number(offset, 8);
        return offset + size;
    }

    static byte[] controlVector() {
        Out out = new Out().text("GGUF").number(3, 4).number(2, 8).number(1, 8);
        out.string("general.architecture").number(8, 4).string("controlvector");
        long offset = tensor(out, "direction.1", 0, WIDTH);
        offset = tensor(out, "direction.2", offset, WIDTH);
        out.zeros((32 - out.bytes.size() % 32) % 32);
        for (int i = 0; i < 2 * WIDTH; i++) {
            out.number(Float.floatToIntBits(i + 1), 4);
        }
        return out.bytes.toByteArray();
    }

    /** The configuration of the models whose weights are made up here. */
    static byte[] config() {
        return ("{\"model_type\":\"llama\",\"hidden_size\":16,\"num_attention_heads\":2,\"num_hidden_layers\":1,"
                        + "\"vocab_size\":16,\"max_position_embeddings\":64,\"hidden_act\":\"silu\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] safetensors() {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"model.embed_tokens.weight\":{\"dtype\":\"F32\",\"shape\":[16,16],\"data_offsets\":[0,1024]},"
                + "\"model.norm.weight\":{\"dtype\":\"BF16\",\"shape\":[16],\"data_offsets\":[1024,1056]}}";
        return new Out().string(header).zeros(1056).bytes.toByteArray();
    }

    static List<byte[]> npy() {
        return List.of(
                npy("'<f4', 'fortran_order': False, 'shape': (2, 8)"),
                npy("'<f8', 'fortran_order': True, 'shape': (8,)"));
    }

    private static byte[] npy(String description) {
        String header = "{'descr': " + description + ", }\n";
        Out out = new Out()
                .number(0x93, 1)
                .text("NUMPY")
                .number(1, 1)
                .number(0, 1)
                .number(header.length(), 2);
        out.text(header);
        for (int i = 0; i < 16; i++) {
            out.number(Float.floatToIntBits(i), 4);
        }
        return out.bytes.toByteArray();
    }

    /** The pickle of a dictionary of two tensors, protocol 2. */
    static byte[] pickle() {
        Out out = new Out().number(0x80, 1).number(2, 1).text("}q").number(0, 1).text("(");
        for (int i = 0; i < 2; i++) {
            pickled(out, i == 0 ? "model.embed_tokens.weight" : "model.norm.weight")
                    .text("ctorch._utils\n_rebuild_tensor_v2\n((");
            pickled(out, "storage").text("ctorch\nFloatStorage\n");
            pickled(out, Integer.toString(i));
            pickled(out, "cpu")
                    .text("M")
                    .number(256, 2)
                    .text("tQK")
                    .number(0, 1)
                    .text("(K")
                    .number(16, 1);
            out.text("K").number(16, 1).text("t(K").number(16, 1).text("K").number(1, 1);
            out.text("t").number(0x89, 1).text("ccollections\nOrderedDict\n)RtR");
        }
        return out.text("u.").bytes.toByteArray();
    }

    private static Out pickled(Out out, String text) {
        return out.text("X").number(text.length(), 4).text(text);
    }

    static byte[] torch(byte[] pickle) {
        return zip(
                true,
                Map.of("archive/data.pkl", pickle, "archive/data/0", new byte[1024], "archive/data/1", new byte[1024]));
    }

    static byte[] text() {
        return ("Title: The Blue Door\n\nAuthor: Ann Sample\n\n*** START OF THE PROJECT GUTENBERG EBOOK THE BLUE DOOR ***\n\n"
                        + "The inspector’s alibi was false. “Don’t,” said Mr. Blue. (He left.) ".repeat(20)
                        + "\n\n[Illustration: a door]\n\nShe stayed — for once — and wrote: 12,000 words.\n\n".repeat(5)
                        + "*** END OF THE PROJECT GUTENBERG EBOOK THE BLUE DOOR ***\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] html() {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Door</title>"
                        + "<meta name=\"author\" content=\"Ann\"/></head><body><section id=\"c1\"><h1>One</h1>"
                        + "<p>It was <i>late</i>&#160;— and &quot;cold&quot;.<sup class=\"noteref\">1</sup></p>"
                                .repeat(20)
                        + "<table><tr><td>a</td><td>b</td></tr></table><ul><li>x</li></ul></section></body></html>")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] opf() {
        return ("<package xmlns=\"http://www.idpf.org/2007/opf\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Door</dc:title>"
                        + "<dc:creator>Ann</dc:creator><dc:subject>Crime</dc:subject></metadata><manifest>"
                        + "<item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/>"
                        + "<item id=\"b\" href=\"b.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>"
                        + "<spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] epub(byte[] opf, byte[] page) {
        byte[] container = "<container><rootfiles><rootfile full-path=\"o/p.opf\"/></rootfiles></container>"
                .getBytes(StandardCharsets.UTF_8);
        return zip(
                false,
                Map.of("META-INF/container.xml", container, "o/p.opf", opf, "o/a.xhtml", page, "o/b.xhtml", html()));
    }

    private static byte[] zip(boolean stored, Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> content : new java.util.TreeMap<>(entries).entrySet()) {
                ZipEntry entry = new ZipEntry(content.getKey());
                if (stored) {
                    CRC32 crc = new CRC32();
                    crc.update(content.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(content.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
