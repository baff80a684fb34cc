// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import org.gumshoe.VisibleText;

/**
 * Output whose characters that would steer a terminal become visible escapes, wherever the text
 * comes from: a story, a file's name, a log line, a stack trace. Line breaks and tabs stay.
 */
final class VisibleOutput extends OutputStream {
    private final OutputStream to;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private byte[] begun = {};

    VisibleOutput(OutputStream to, Charset charset) {
        this.to = to;
        this.charset = charset;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(begun.length + length);
        in.put(begun).put(bytes, offset, length).flip();
        CharBuffer characters = CharBuffer.allocate((int) (in.remaining() * (double) decoder.maxCharsPerByte()) + 1);
        decoder.decode(in, characters, false);
        // a character that is cut off waits for its end
        begun = Arrays.copyOfRange(in.array(), in.position(), in.limit());
        to.write(VisibleText.lines(characters.flip().toString()).getBytes(charset));
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
