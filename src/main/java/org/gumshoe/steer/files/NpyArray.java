// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * An array of numpy's format (.npy, versions 1 to 3; little-endian f2, f4 or f8).
 *
 * @param shape empty for a single number
 * @param values row by row, whatever the order in the file
 */
public record NpyArray(int[] shape, float[] values) {
    private static final int PREFIX_BYTES = 10;

    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");

    /** @throws BadInputException when the file is not such an array, or is cut short */
    public static NpyArray read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 12 || in.get() != (byte) 0x93 || !text(in, 5).equals("NUMPY")) {
            throw new BadInputException(file + " is not a numpy array; save it with numpy.save.");
        }
        int major = in.get();
        in.get();
        int length = major == 1 ? in.getShort() & 0xffff : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BadInputException(file + " is cut short in its header; save it again with numpy.save.");
        }
        String header = text(in, length);
        String type = group(TYPE, header, file);
        int[] shape = shape(group(SHAPE, header, file), file);
        int size =
                switch (type) {
                    case "<f2" -> 2;
                    case "<f4" -> 4;
                    case "<f8" -> 8;
                    default ->
                        throw new BadInputException(file + " holds numbers of type " + VisibleText.quoted(type)
                                + "; convert them with array.astype('float32') and save again.");
                };
        long count = count(shape, in.remaining());
        if (count > in.remaining() / size) {
            throw new BadInputException(file + " is cut short: " + Arrays.toString(shape)
                    + " numbers are announced and " + in.remaining() / size + " are there; save it again.");
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (size) {
                case 2 -> Float.float16ToFloat(in.getShort());
                case 4 -> in.getFloat();
                default -> (float) in.getDouble();
            };
        }
        boolean columns = group(ORDER, header, file).equals("True");
        return new NpyArray(shape, columns ? byRows(values, shape, file) : values);
    }

    private static int[] shape(String extents, Path file) {
        try {
            return Arrays.stream(extents.split(","))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .peek(NpyArray::requireCount)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new BadInputException("%s has the shape (%s), which no vector has; save it again with numpy.save."
                    .formatted(file, VisibleText.quoted(extents)));
        }
    }

    private static void requireCount(int extent) {
        if (extent < 0) {
            throw new NumberFormatException("a negative extent");
        }
    }

    /** Returns the numbers of an array, or a number above {@code most} for any that exceeds it. */
    private static long count(int[] shape, long most) {
        long count = 1;
        for (int extent : shape) {
            count = Math.min(count * extent, most + 1);
        }
        return count;
    }

    /** Row {@code i} of an array of two dimensions. */
    public float[] row(int i) {
        return Arrays.copyOfRange(values, i * shape[1], (i + 1) * shape[1]);
    }

    private static float[] byRows(float[] values, int[] shape, Path file) {
        if (shape.length < 2) {
            return values;
        }
        if (shape.length > 2) {
            throw new BadInputException(file + " has " + shape.length
                    + " dimensions in Fortran order; save numpy.ascontiguousarray of it.");
        }
        float[] out = new float[values.length];
        for (int i = 0; i < shape[0]; i++) {
            for (int j = 0; j < shape[1]; j++) {
                out[i * shape[1] + j] = values[j * shape[0] + i];
            }
        }
        return out;
    }

    /** Makes an array of rows of equal length. */
    public static NpyArray ofRows(List<float[]> rows) {
        int width = rows.getFirst().length;
        float[] values = new float[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, values, i * width, width);
        }
        return new NpyArray(new int[] {rows.size(), width}, values);
    }

    /** Writes the array in version 1 of the format, as f4. */
    public void write(Path file) throws IOException {
        String extents = Arrays.stream(shape).mapToObj(extent -> extent + ", ").collect(Collectors.joining());
        String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + extents.strip() + "), }";
        // numpy aligns what follows the header
        int padding = 63 - (PREFIX_BYTES + dictionary.length()) % 64;
        byte[] header = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + header.length + Float.BYTES * values.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        out.putShort((short) header.length).put(header);
        for (float value : values) {
            out.putFloat(value);
        }
        Files.write(file, out.array());
    }

    private static String group(Pattern pattern, String header, Path file) {
        Matcher m = pattern.matcher(header);
        if (!m.find()) {
            throw new BadInputException(
                    file + " has a header that numpy did not write; save it again with numpy.save.");
        }
        return m.group(1);
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
