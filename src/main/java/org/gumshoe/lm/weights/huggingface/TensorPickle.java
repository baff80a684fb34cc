// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;

/**
 * The table of contents of a PyTorch file, read by a machine that knows as much of Python's pickle
 * language (pickletools.py, protocols 2 to 4) as a dictionary of tensors needs, and makes nothing
 * but strings, numbers, lists, dictionaries and descriptions of tensors. A pickle can name any
 * Python function and have it called; this one calls none, and refuses every name but those below.
 */
final class TensorPickle {
    /**
     * A storage as the file knows it: the name of its PyTorch class, such as "HalfStorage", its
     * entry, and how many numbers it holds.
     */
    record Storage(String kind, String key, long numbers) {}

    /**
     * @param offset first number in the storage; shape and strides in numbers, slowest dimension
     *     first
     */
    record Saved(Storage storage, long offset, long[] shape, long[] strides) {}

    private enum Known {
        DICTIONARY,
        TENSOR,
        PARAMETER,
        STORAGE
    }

    private record Global(Known known, String name) {}

    private static final Object NONE = new Object();
    private static final Object MARK = new Object();

    private final String file;
    private final ByteBuffer code;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private TensorPickle(String file, byte[] code) {
        this.file = file;
        this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @param file what to name in a complaint
     * @return the tensors of the dictionary, in its order; other values are left out
     * @throws BadInputException when the pickle names anything else than tensors, or is damaged
     */
    static Map<String, Saved> read(String file, byte[] code) {
        Object whole;
        try {
            whole = new TensorPickle(file, code).run();
        } catch (RuntimeException e) {
            if (e instanceof BadInputException) {
                throw e;
            }
            throw new BadInputException(
                    file + " has a table of contents that is damaged or of an unknown kind; download it again.", e);
        }
        if (!(whole instanceof Map<?, ?> dictionary)) {
            throw new BadInputException(file + " holds no dictionary of tensors; save the model's state_dict.");
        }
        Map<String, Saved> tensors = new LinkedHashMap<>();
        dictionary.forEach((name, value) -> {
            if (name instanceof String text && value instanceof Saved saved) {
                tensors.put(text, saved);
            }
        });
        return tensors;
    }

    private Object run() {
        while (true) {
            char operation = (char) (code.get() & 0xFF);
            switch (operation) {
                case '\u0080' -> code.get(); // protocol
                case '\u0095' -> code.getLong(); // frame
                case '.' -> {
                    return stack.pop();
                }
                case '(' -> stack.push(MARK);
                case 'N' -> stack.push(NONE);
                case '\u0088' -> stack.push(true);
                case '\u0089' -> stack.push(false);
                case 'K' -> stack.push((long) (code.get() & 0xFF));
                case 'M' -> stack.push((long) (code.getShort() & 0xFFFF));
                case 'J' -> stack.push((long) code.getInt());
                case '\u008a' -> stack.push(big(code.get() & 0xFF));
                case 'G' ->
                    stack.push(code.duplicate().order(ByteOrder.BIG_ENDIAN).getDouble(skip(8)));
                case 'X' -> stack.push(text(code.getInt()));
                case '\u008c', 'U' -> stack.push(text(code.get() & 0xFF));
                case '}' -> stack.push(new LinkedHashMap<>());
                case ']' -> stack.push(new ArrayList<>());
                case ')' -> stack.push(List.of());
                case '\u0085' -> stack.push(top(1));
                case '\u0086' -> stack.push(top(2));
                case '\u0087' -> stack.push(top(3));
                case 't' -> stack.push(sinceMark());
                case 'q' -> memo.put(code.get() & 0xFF, stack.element());
                case 'r' -> memo.put(code.getInt(), stack.element());
                case '\u0094' -> memo.put(memo.size(), stack.element());
                case 'h' -> stack.push(remembered(code.get() & 0xFF));
                case 'j' -> stack.push(remembered(code.getInt()));
                case 'c' -> stack.push(global(line(), line()));
                case '\u0093' -> {
                    List<Object> names = top(2);
                    stack.push(global((String) names.get(0), (String) names.get(1)));
                }
                case 'Q' -> stack.push(storage((List<?>) stack.pop()));
                case 'R' -> {
                    List<Object> call = top(2);
                    stack.push(call((Global) call.get(0), (List<?>) call.get(1)));
                }
                case 'a' -> append(top(1));
                case 'e' -> append(sinceMark());
                case 's' -> put(top(2));
                case 'u' -> put(sinceMark());
                case 'b' -> stack.pop(); // attributes, such as the versions of modules
                default ->
                    throw new BadInputException("%s uses the pickle operation 0x%02x, which no tensor needs; %s"
                            .formatted(file, (int) operation, "save the model's state_dict, or take its safetensors."));
            }
        }
    }

    private Global global(String module, String name) {
        String whole = module + "." + name;
        Known known =
                switch (whole) {
                    case "collections.OrderedDict" -> Known.DICTIONARY;
                    case "torch._utils._rebuild_tensor_v2" -> Known.TENSOR;
                    case "torch._utils._rebuild_parameter" -> Known.PARAMETER;
                    default ->
                        module.equals("torch") && name.matches("[A-Z][A-Za-z0-9]*Storage") ? Known.STORAGE : null;
                };
        if (known == null) {
            throw new BadInputException(file + " names " + whole
                    + ", which is no tensor and will not be run; use a file of tensors alone.");
        }
        return new Global(known, name);
    }

    private static Object call(Global global, List<?> arguments) {
        return switch (global.known) {
            case DICTIONARY -> new LinkedHashMap<>();
            case TENSOR ->
                new Saved(
                        (Storage) arguments.get(0),
                        (Long) arguments.get(1),
                        numbers(arguments.get(2)),
                        numbers(arguments.get(3)));
            case PARAMETER -> arguments.getFirst();
            case STORAGE -> throw new IllegalArgumentException("a storage is called by no one");
        };
    }

    /** A persistent id of PyTorch: ('storage', class, entry, device, numbers). */
    private static Storage storage(List<?> id) {
        Global kind = (Global) id.get(1);
        if (!id.get(0).equals("storage") || kind.known != Known.STORAGE) {
            throw new IllegalArgumentException("no storage");
        }
        return new Storage(kind.name, (String) id.get(2), (Long) id.get(4));
    }

    private static long[] numbers(Object tuple) {
        return ((List<?>) tuple).stream().mapToLong(number -> (Long) number).toArray();
    }

    private List<Object> top(int count) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(stack.pop());
        }
        Collections.reverse(values);
        return values;
    }

    private List<Object> sinceMark() {
        List<Object> values = new ArrayList<>();
        for (Object value = stack.pop(); value != MARK; value = stack.pop()) {
            values.add(value);
        }
        Collections.reverse(values);
        return values;
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> values) {
        ((List<Object>) stack.element()).addAll(values);
    }

    @SuppressWarnings("unchecked")
    private void put(List<Object> keysAndValues) {
        Map<Object, Object> dictionary = (Map<Object, Object>) stack.element();
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            dictionary.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private Object remembered(int number) {
        Object value = memo.get(number);
        if (value == null) {
            throw new IllegalArgumentException("nothing was remembered as " + number);
        }
        return value;
    }

    private int skip(int length) {
        int at = code.position();
        code.position(at + length);
        return at;
    }

    private String text(int length) {
        int at = skip(length);
        return new String(code.array(), at, length, StandardCharsets.UTF_8);
    }

    private String line() {
        int from = code.position();
        while (code.get() != '\n') {}
        return new String(code.array(), from, code.position() - 1 - from, StandardCharsets.UTF_8);
    }

    /** A whole number of so many bytes, little-endian, two's complement. */
    private long big(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            long part = i == length - 1 ? code.get() : code.get() & 0xFF;
            if (i > 7) {
                throw new ArithmeticException("a number of " + length + " bytes");
            }
            value |= part << 8 * i;
        }
        return value;
    }
}
