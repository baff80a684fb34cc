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
 * An interpreter of the pickles in a PyTorch file that list its tensors. It knows the opcodes
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
        /** A call whose result is its first argument. */
        FIRST_ARGUMENT,
        /** A call of another function, as subclasses of tensors make it. */
        CALL,
        STORAGE,
        /** A name that is never called. */
        VALUE
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

    private TensorPickle(String file, ByteBuffer code) {
        this.file = file;
        this.code = code.order(ByteOrder.LITTLE_ENDIAN);
        this.arguments = new PickleBytes(this.code);
    }

    /**
     * Reads one pickle, and leaves the position behind it.
     *
     * @param file file to name in error messages
     * @param code buffer of an array
     * @return strings, numbers, booleans, lists, maps and {@link PickledTensor}s
     * @throws BadInputException when the pickle names anything but tensors, or is damaged
     */
    static Object read(String file, ByteBuffer code) {
        try {
            return new TensorPickle(file, code).run();
        } catch (RuntimeException e) {
            if (e instanceof BadInputException) {
                throw e;
            }
            throw new BadInputException(
                    file + " has a table of contents that is damaged or of an unknown kind; download it again.", e);
        }
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
                    case "torch._utils._rebuild_parameter",
                            "torch._utils._rebuild_parameter_with_state",
                            "torch.Size",
                            "torch.device" -> KnownName.FIRST_ARGUMENT;
                    case "torch._tensor._rebuild_from_type_v2" -> KnownName.CALL;
                    case "torch.Tensor", "torch.nn.parameter.Parameter" -> KnownName.VALUE;
                    default -> torchName(module, name);
                };
        if (known == null) {
            throw new BadInputException(file + " names " + VisibleText.quoted(qualifiedName)
                    + ", which is no tensor and will not be run; use a file of tensors alone.");
        }
        return new Global(known, name);
    }

    private static KnownName torchName(String module, String name) {
        if (!module.equals("torch")) {
            return null;
        }
        if (name.matches("[A-Z][A-Za-z0-9]*Storage")) {
            return KnownName.STORAGE;
        }
        return name.matches("b?float(8_\\w+|16|32|64)|half|double|u?int(8|16|32|64)|long|short|bool|strided")
                ? KnownName.VALUE
                : null;
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
            case FIRST_ARGUMENT -> arguments.getFirst();
            case CALL -> call((Global) arguments.get(0), (List<?>) arguments.get(2));
            case STORAGE, VALUE -> throw new IllegalArgumentException(global.name + " is called by no one");
        };
    }

    /**
     * Reads a persistent id of PyTorch: ('storage', class, key, device, size); before 1.6 with a view of
     * the storage behind it.
     */
    private static PickledTensor.Storage storage(List<?> id) {
        Global type = (Global) id.get(1);
        boolean isView = id.size() > 5 && id.get(5) != NONE;
        if (!"storage".equals(id.get(0)) || type.known != KnownName.STORAGE || isView) {
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
