// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.CacheDirectory;
import org.gumshoe.lm.config.Processor;
import org.gumshoe.lm.weights.TensorType;

/**
 * The library of llama.cpp that the package de.kherud:llama brings, for ggml's dot products of a
 * quantised row and a vector in eight bits (ggml-cpu.h): a processor multiplies and adds pairs of
 * bytes in one instruction, for which Java's vector API has no operation.
 */
@SuppressWarnings("restricted") // the launcher enables native access
final class GgmlLibrary {
    private static final Linker LINKER = Linker.nativeLinker();

    /** What the library is compiled for, by ggml's names, and the processor's flag for each. */
    private static final Map<String, String> INSTRUCTIONS = Map.of(
            "avx",
            "avx",
            "avx2",
            "avx2",
            "fma",
            "fma",
            "f16c",
            "f16c",
            "bmi2",
            "bmi2",
            "avx_vnni",
            "avx_vnni",
            "avx512",
            "avx512f");

    /** Flags without which the library must not even be asked what it is compiled for. */
    private static final List<String> LEAST = List.of("avx2", "fma", "f16c", "bmi2");

    /** The holder of the library, which is loaded when it is first asked for. */
    private static final class Loaded {
        static final Optional<SymbolLookup> LIBRARY = load();
    }

    private GgmlLibrary() {}

    /** Returns the kernel for a stored type; empty where the library or the processor has none. */
    static Optional<GgmlKernel> kernel(TensorType type) {
        return Loaded.LIBRARY.flatMap(library -> kernel(library, type));
    }

    /** Reads ggml_type_traits_cpu: from_float, vec_dot, vec_dot_type, nrows. */
    private static Optional<GgmlKernel> kernel(SymbolLookup library, TensorType type) {
        MemorySegment traits = traits(library, type.ggmlType());
        MemorySegment dot = traits.get(ValueLayout.ADDRESS, ValueLayout.ADDRESS.byteSize());
        int vectorType = traits.get(ValueLayout.JAVA_INT, 2 * ValueLayout.ADDRESS.byteSize());
        GgmlKernel.Block block = GgmlKernel.BLOCKS.get(vectorType);
        if (dot.address() == 0 || block == null) {
            return Optional.empty();
        }
        MemorySegment rounding = traits(library, vectorType).get(ValueLayout.ADDRESS, 0);
        MemorySegment products = library.find("llamafile_sgemm").orElse(MemorySegment.NULL);
        return Optional.of(GgmlKernel.of(dot, rounding, products, block, type.ggmlType(), vectorType));
    }

    private static MemorySegment traits(SymbolLookup library, int type) {
        try {
            MethodHandle traits = LINKER.downcallHandle(
                    library.findOrThrow("ggml_get_type_traits_cpu"),
                    FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            return ((MemorySegment) traits.invokeExact(type)).reinterpret(3 * ValueLayout.ADDRESS.byteSize());
        } catch (Throwable e) {
            throw new IllegalStateException("ggml_get_type_traits_cpu", e);
        }
    }

    private static Optional<SymbolLookup> load() {
        String arch = System.getProperty("os.arch");
        boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
        if (x86 && !LEAST.stream().allMatch(Processor::has)) {
            return Optional.empty();
        }
        try {
            Optional<Path> file = extract(x86 ? "x86_64" : arch);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            SymbolLookup library = SymbolLookup.libraryLookup(file.get(), Arena.global());
            if (x86 && !suits(library)) {
                return Optional.empty();
            }
            LINKER.downcallHandle(library.findOrThrow("ggml_cpu_init"), FunctionDescriptor.ofVoid())
                    .invokeExact();
            return Optional.of(library);
            // a system without its C++ or OpenMP runtime, or a newer library without these functions
        } catch (Throwable e) {
            return Optional.empty();
        }
    }

    private static boolean suits(SymbolLookup library) throws Throwable {
        for (Map.Entry<String, String> instruction : INSTRUCTIONS.entrySet()) {
            MethodHandle compiledFor = LINKER.downcallHandle(
                    library.findOrThrow("ggml_cpu_has_" + instruction.getKey()),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT));
            if ((int) compiledFor.invokeExact() != 0 && !Processor.has(instruction.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Copies the library of this system from its package into the cache directory, unless it is there. */
    private static Optional<Path> extract(String arch) throws IOException {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "Mac" : os.contains("linux") ? "Linux" : os;
        String name = System.mapLibraryName("jllama");
        URL packaged = GgmlLibrary.class.getResource("/de/kherud/llama/%s/%s/%s".formatted(system, arch, name));
        if (packaged == null) {
            return Optional.empty();
        }
        URLConnection connection = packaged.openConnection();
        long bytes = connection.getContentLengthLong();
        long version =
                connection instanceof JarURLConnection jar ? jar.getJarEntry().getCrc() : bytes;
        Path file = CacheDirectory.home().resolve("natives").resolve("%08x-%s".formatted(version, name));
        if (!Files.exists(file) || Files.size(file) != bytes) {
            try (InputStream in = connection.getInputStream()) {
                CacheDirectory.keep(file, in::transferTo);
            }
        }
        return Optional.of(file);
    }
}
