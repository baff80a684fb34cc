// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.probe.CrossFittedProbe;

/**
 * Serialised form of questions, as their records define it: component after component, an interface
 * by the number of the record that implements it. Bytes can name no other class. What is read keeps
 * the rankings and probes that were read last, so that equal bytes give the same object, by which a
 * {@link BookShard} knows the scores that it has. Not thread-safe.
 */
public final class RecordFormat {
    private static final int REMEMBERED = 8;

    private final Map<Class<?>, List<Class<?>>> kinds;
    private final Map<BytesKey, Object> remembered = new LatestValues<>(REMEMBERED);

    /** @param kinds the records of each interface, in an order that does not change */
    public RecordFormat(Map<Class<?>, List<Class<?>>> kinds) {
        this.kinds = Map.copyOf(kinds);
    }

    /** Writes a record as a value of an interface or of its own class. */
    public byte[] write(Class<?> type, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, type, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #write(Class, Object)} has written.
     *
     * @throws BadInputException when it has not
     */
    public <T> T read(Class<T> type, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            T value = type.cast(read(in, type));
            if (!in.hasRemaining()) {
                return value;
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            // as for bytes that follow the end
        }
        throw new BadInputException("%d bytes are no %s; start all instances of the service with the same release."
                .formatted(bytes.length, type.getSimpleName()));
    }

    private void write(DataOutputStream out, Type type, Object value) throws IOException {
        if (type == int.class) {
            out.writeInt((int) value);
        } else if (type == double.class) {
            out.writeDouble((double) value);
        } else if (type == boolean.class) {
            out.writeBoolean((boolean) value);
        } else {
            out.writeBoolean(value != null);
            if (value != null) {
                writePresent(out, type, value);
            }
        }
    }

    private void writePresent(DataOutputStream out, Type type, Object value) throws IOException {
        if (type == double[].class) {
            out.write(ofNumbers((double[]) value));
        } else if (type == int[].class) {
            out.write(ofNumbers(Arrays.stream((int[]) value).asDoubleStream().toArray()));
        } else if (type == double[][].class) {
            write(out, List.class, double[].class, Arrays.asList((double[][]) value));
        } else if (type instanceof ParameterizedType list) {
            write(out, list.getRawType(), list.getActualTypeArguments()[0], value);
        } else if (type == CrossFittedProbe.class) {
            byte[] bytes = write(CrossFittedProbe.Weights.class, ((CrossFittedProbe) value).toWeights());
            out.writeInt(bytes.length);
            out.write(bytes);
        } else if (type == ShardRanking.class || ShardRanking.class.isAssignableFrom((Class<?>) type)) {
            byte[] bytes = bytesOfKind((Class<?>) type, value);
            out.writeInt(bytes.length);
            out.write(bytes);
        } else {
            out.write(bytesOfKind((Class<?>) type, value));
        }
    }

    private byte[] bytesOfKind(Class<?> type, Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        Class<?> record = value.getClass();
        if (type.isInterface()) {
            int kind = kinds.get(type).indexOf(record);
            if (kind < 0) {
                throw new IllegalArgumentException(record.getSimpleName() + " is by book and stays where it is");
            }
            out.writeByte(kind);
        }
        for (RecordComponent component : record.getRecordComponents()) {
            write(out, component.getGenericType(), part(component, value));
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out, Type list, Type of, Object value) throws IOException {
        if (list != List.class) {
            throw new IllegalArgumentException("a question holds " + list + ", which is by book");
        }
        List<?> values = (List<?>) value;
        out.writeInt(values.size());
        for (Object each : values) {
            write(out, of, each);
        }
    }

    /** Returns numbers in single precision where that loses nothing, as that of counts and rows. */
    static byte[] ofNumbers(double[] numbers) {
        boolean single = areSingle(numbers);
        ByteBuffer bytes =
                ByteBuffer.allocate(1 + Integer.BYTES + numbers.length * (single ? Float.BYTES : Double.BYTES));
        bytes.put((byte) (single ? 1 : 0)).putInt(numbers.length);
        if (single) {
            for (double v : numbers) {
                bytes.putFloat((float) v);
            }
        } else {
            bytes.asDoubleBuffer().put(numbers);
        }
        return bytes.array();
    }

    private static boolean areSingle(double[] numbers) {
        for (double v : numbers) {
            if (Double.compare((float) v, v) != 0) {
                return false;
            }
        }
        return true;
    }

    static double[] readNumbers(ByteBuffer in) {
        boolean single = in.get() != 0;
        double[] numbers = new double[length(in, single ? Float.BYTES : Double.BYTES)];
        if (single) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = in.getFloat();
            }
        } else {
            in.asDoubleBuffer().get(numbers);
            in.position(in.position() + numbers.length * Double.BYTES);
        }
        return numbers;
    }

    /** Reads a length of things of a size, which must follow. */
    private static int length(ByteBuffer in, int size) {
        int length = in.getInt();
        if (length < 0 || (long) length * size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private Object read(ByteBuffer in, Type type) {
        if (type == int.class) {
            return in.getInt();
        } else if (type == double.class) {
            return in.getDouble();
        } else if (type == boolean.class) {
            return in.get() != 0;
        }
        return in.get() == 0 ? null : readPresent(in, type);
    }

    private Object readPresent(ByteBuffer in, Type type) {
        if (type == double[].class) {
            return readNumbers(in);
        } else if (type == int[].class) {
            return Arrays.stream(readNumbers(in)).mapToInt(v -> (int) v).toArray();
        } else if (type == double[][].class) {
            return readList(in, double[].class).toArray(double[][]::new);
        } else if (type instanceof ParameterizedType list) {
            return readList(in, list.getActualTypeArguments()[0]);
        } else if (type == CrossFittedProbe.class || ShardRanking.class.isAssignableFrom((Class<?>) type)) {
            byte[] bytes = new byte[length(in, 1)];
            in.get(bytes);
            BytesKey key = new BytesKey(bytes);
            Object known = remembered.get(key);
            if (known == null || !((Class<?>) type).isInstance(known)) {
                known = type == CrossFittedProbe.class
                        ? CrossFittedProbe.of(read(CrossFittedProbe.Weights.class, bytes))
                        : readOfKind(ByteBuffer.wrap(bytes), (Class<?>) type);
                remembered.put(key, known);
            }
            return known;
        }
        return readOfKind(in, (Class<?>) type);
    }

    private List<Object> readList(ByteBuffer in, Type of) {
        int length = length(in, 1);
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            values.add(read(in, of));
        }
        return values;
    }

    private Object readOfKind(ByteBuffer in, Class<?> type) {
        Class<?> record = type.isInterface() ? kinds.get(type).get(in.get()) : type;
        RecordComponent[] components = record.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(in, components[i].getGenericType());
        }
        return made(record, components, values);
    }

    private static Object part(RecordComponent component, Object value) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private static Object made(Class<?> record, RecordComponent[] components, Object[] values) {
        try {
            Constructor<?> constructor = record.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record + " cannot be made", e);
        }
    }
}
