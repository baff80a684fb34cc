// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * An interpreter of the pickle in a PyTorch file that lists its tensors. It knows the opcodes
 * (pickletools.py, protocols 2 to 4) that a dictionary of tensors needs, and builds nothing but
 * strings, numbers, lists, dictionaries and tensor records. A pickle can name any Python function
 * and have it called; this interpreter calls none, and refuses every name but those below. It does
 * at most one thing for each byte: it never compares, hashes or prints what a pickle nests, which
 * may share itself without end.
 */
final class TensorPickle {
    /** The names that a pickle may refer to. */
    private enum KnownName {
        DICTIONARY,
        TENSOR,
        PARAMETER,
        STORAGE
    }

    private record Global(KnownName known, String name) {}

    /** PyTorch's own tensors have at most 64 dimensions. */
    private static final int MAX_DIMENSIONS = 64;

    private static final Object NONE = new Object();
    private static final Object MARK = new Object();

    private final String file;
    private final ByteBuffer code;
    private final PickleBytes arguments;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private TensorPickle(String file, byte[] code) {
        this.file = file;
        this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        this.arguments = new PickleBytes(this.code);
    }

    /**
     * Reads a dictionary of tensors.
     *
     * @param file file to name in error messages
     * @return its tensors by name, in order; other values are left out
     * @throws BadInputException when the pickle names anything but tensors, or is damaged
     */
    static Map<String, PickledTensor> read(String file, byte[] code) {
        Object root;
        try {
            root = new TensorPickle(file, code).run();
        } catch (RuntimeException e) {
            if (e instanceof BadInputException) {
                throw e;
            }
            throw new BadInputException(
                    file + " has a table of contents that is damaged or of an unknown kind; download it again.", e);
        }
        if (!(root instanceof Map<?, ?> dictionary)) {
            throw new BadInputException(file + " holds no dictionary of tensors; save the model's state_dict.");
        }
        Map<String, PickledTensor> tensors = new LinkedHashMap<>();
        dictionary.forEach((name, value) -> {
            if (name instanceof String text && value instanceof PickledTensor saved) {
                tensors.put(text, saved);
            }
        });
        return tensors;
    }

    private Object run() {
        while (true) {
            char opcode = (char) (code.get() & 0xFF);
            switch (opcode) {
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
                case '\u008a' -> stack.push(arguments.longInteger(code.get() & 0xFF));
                case 'G' ->
                    stack.push(code.duplicate().order(ByteOrder.BIG_ENDIAN).getDouble(arguments.skip(8)));
                case 'X' -> stack.push(arguments.string(code.getInt()));
                case '\u008c', 'U' -> stack.push(arguments.string(code.get() & 0xFF));
                case '}' -> stack.push(new LinkedHashMap<>());
                case ']' -> stack.push(new ArrayList<>());
                case ')' -> stack.push(List.of());
                case '\u0085' -> stack.push(pop(1));
                case '\u0086' -> stack.push(pop(2));
                case '\u0087' -> stack.push(pop(3));
                case 't' -> stack.push(popToMark());
                case 'q' -> memo.put(code.get() & 0xFF, stack.element());
                case 'r' -> memo.put(code.getInt(), stack.element());
                case '\u0094' -> memo.put(memo.size(), stack.element());
                case 'h' -> stack.push(memoized(code.get() & 0xFF));
                case 'j' -> stack.push(memoized(code.getInt()));
                case 'c' -> stack.push(global(arguments.line(), arguments.line()));
                case '\u0093' -> {
                    List<Object> names = pop(2);
                    stack.push(global((String) names.get(0), (String) names.get(1)));
                }
                case 'Q' -> stack.push(storage((List<?>) stack.pop()));
                case 'R' -> {
                    List<Object> call = pop(2);
                    stack.push(call((Global) call.get(0), (List<?>) call.get(1)));
                }
                case 'a' -> append(pop(1));
                case 'e' -> append(popToMark());
                case 's' -> put(pop(2));
                case 'u' -> put(popToMark());
                case 'b' -> stack.pop(); // drops attributes, such as module versions
                default ->
                    throw new BadInputException("%s uses the pickle operation 0x%02x, which no tensor needs; %s"
                            .formatted(file, (int) opcode, "save the model's state_dict, or take its safetensors."));
            }
        }
    }

    private Global global(String module, String name) {
        String qualifiedName = module + "." + name;
        KnownName known =
                switch (qualifiedName) {
                    case "collections.OrderedDict" -> KnownName.DICTIONARY;
                    case "torch._utils._rebuild_tensor_v2" -> KnownName.TENSOR;
                    case "torch._utils._rebuild_parameter" -> KnownName.PARAMETER;
                    default ->
                        module.equals("torch") && name.matches("[A-Z][A-Za-z0-9]*Storage") ? KnownName.STORAGE : null;
                };
        if (known == null) {
            throw new BadInputException(file + " names " + VisibleText.quoted(qualifiedName)
                    + ", which is no tensor and will not be run; use a file of tensors alone.");
        }
        return new Global(known, name);
    }

    private static Object call(Global global, List<?> arguments) {
        return switch (global.known) {
            case DICTIONARY -> new LinkedHashMap<>();
            case TENSOR ->
                new PickledTensor(
                        (PickledTensor.Storage) arguments.get(0),
                        (Long) arguments.get(1),
                        numbers(arguments.get(2)),
                        numbers(arguments.get(3)));
            case PARAMETER -> arguments.getFirst();
            case STORAGE -> throw new IllegalArgumentException("a storage is called by no one");
        };
    }

    /** Reads a persistent id of PyTorch: ('storage', class, key, device, size). */
    private static PickledTensor.Storage storage(List<?> id) {
        Global type = (Global) id.get(1);
        if (!"storage".equals(id.get(0)) || type.known != KnownName.STORAGE) {
            throw new IllegalArgumentException("no storage");
        }
        return new PickledTensor.Storage(type.name, (String) id.get(2), (Long) id.get(4));
    }

    private static long[] numbers(Object tuple) {
        List<?> numbers = (List<?>) tuple;
        if (numbers.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(numbers.size() + " dimensions");
        }
        return numbers.stream().mapToLong(number -> (Long) number).toArray();
    }

    private List<Object> pop(int count) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(stack.pop());
        }
        Collections.reverse(values);
        return values;
    }

    private List<Object> popToMark() {
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
            Object key = keysAndValues.get(i);
            if (!(key instanceof String || key instanceof Long)) {
                throw new BadInputException(
                        file + " has a dictionary with a key that is neither a name nor a number; save the model's"
                                + " state_dict, or take its safetensors.");
            }
            dictionary.put(key, keysAndValues.get(i + 1));
        }
    }

    private Object memoized(int number) {
        Object value = memo.get(number);
        if (value == null) {
            throw new IllegalArgumentException("nothing was remembered as " + number);
        }
        return value;
    }
}
