package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.BtfExt;
import io.github.hidbpf4j.bpf.btf.CoreRelocation;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The functions of an object, by section and offset: from function symbols, with their part of
 * {@code .BTF.ext} ({@code bpf_object__add_programs} in {@code tools/lib/bpf/libbpf.c}, Linux
 * 6.12).
 */
final class FunctionReader {
  private final ObjectSections sections;
  private static final int CALL = 0x85;
  private final SortedMap<Integer, TreeMap<Integer, CodeFunction>> bySection = new TreeMap<>();

  FunctionReader(ObjectSections sections) {
    this.sections = sections;
    Map<Integer, Instruction[]> code = new HashMap<>();
    for (ElfSection section : sections.code) {
      code.put(section.index(), decode(section));
      bySection.put(section.index(), new TreeMap<>());
    }
    Set<String> entries = new HashSet<>();
    for (ElfSymbol symbol : sections.elf.symbols()) {
      Instruction[] slots = code.get(symbol.section());
      if (slots != null && symbol.type() == ElfSymbol.FUNC) {
        CodeFunction function = function(symbol, slots);
        if (!inText(function) && !entries.add(function.name)) {
          throw LoadException.program(
              sections.elf.file(), function.name, "defined twice, expected unique names");
        }
        add(function);
      }
    }
    attach();
  }

  /** Numbers of the helpers that any function calls, ascending. */
  Set<Integer> helperNumbers() {
    Set<Integer> numbers = new TreeSet<>();
    for (CodeFunction function : all()) {
      for (int slot = 0; slot < function.slots(); slot++) {
        Instruction i = function.at(slot);
        if (i.opcode() == CALL && i.src() == 0) {
          numbers.add(i.imm());
        }
      }
    }
    return numbers;
  }

  /** All functions in order of section and offset. */
  List<CodeFunction> all() {
    return bySection.values().stream().flatMap(functions -> functions.values().stream()).toList();
  }

  boolean inText(CodeFunction function) {
    ElfSection text = sections.text;
    return text != null && text.index() == function.section.index();
  }

  /** Index of {@code .text}, or -1. */
  int textIndex() {
    ElfSection text = sections.text;
    return text == null ? -1 : text.index();
  }

  /** The function of a section that contains a slot, or null. */
  @Nullable CodeFunction at(int section, long slot) {
    TreeMap<Integer, CodeFunction> functions = bySection.get(section);
    if (functions == null || slot < 0 || slot > Integer.MAX_VALUE) {
      return null;
    }
    Map.Entry<Integer, CodeFunction> entry = functions.floorEntry((int) slot);
    return entry != null && slot < entry.getValue().end ? entry.getValue() : null;
  }

  private Instruction[] decode(ElfSection section) {
    Instruction[] slots = new Instruction[(int) (section.size() / Instruction.SIZE)];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = Instruction.decode(sections.elf.word(section, (long) i * Instruction.SIZE));
    }
    return slots;
  }

  private CodeFunction function(ElfSymbol symbol, Instruction[] slots) {
    ElfSection section = sections.elf.sections().get(symbol.section());
    long start = symbol.value();
    long size = symbol.size();
    if (size <= 0 || size % Instruction.SIZE != 0 || start < 0 || start % Instruction.SIZE != 0) {
      throw LoadException.section(
          sections.elf.file(),
          section.name(),
          "corrupted program '%s', offset %d, size %d".formatted(symbol.name(), start, size));
    }
    if (start > section.size() || size > section.size() - start) {
      throw LoadException.section(
          sections.elf.file(),
          section.name(),
          "program '%s' at offset %d crosses section boundary".formatted(symbol.name(), start));
    }
    boolean text = section.name().equals(ObjectSections.TEXT);
    if (!text && symbol.binding() == ElfSymbol.LOCAL) {
      throw LoadException.section(
          sections.elf.file(),
          section.name(),
          "program '%s' is static and not supported; remove static or its SEC()"
              .formatted(symbol.name()));
    }
    return new CodeFunction(
        symbol.name(),
        section,
        slots,
        (int) (start / Instruction.SIZE),
        (int) ((start + size) / Instruction.SIZE),
        symbol.binding() != ElfSymbol.LOCAL,
        symbol.hidden());
  }

  private void add(CodeFunction function) {
    TreeMap<Integer, CodeFunction> functions = bySection.get(function.section.index());
    if (functions == null) {
      return;
    }
    Map.Entry<Integer, CodeFunction> before = functions.lowerEntry(function.end);
    if (before != null && before.getValue().end > function.start) {
      throw LoadException.section(
          sections.elf.file(),
          function.section.name(),
          "functions '%s' and '%s' overlap at offset %d"
              .formatted(before.getValue().name, function.name, 8L * function.start));
    }
    functions.put(function.start, function);
  }

  /** Assigns the records of {@code .BTF.ext} to their functions. */
  private void attach() {
    BtfExt ext = sections.btfExt;
    Map<String, Integer> indices = new HashMap<>();
    for (ElfSection section : sections.code) {
      indices.putIfAbsent(section.name(), section.index());
    }
    ext.functions()
        .forEach(
            (name, records) -> {
              for (BtfExt.Function r : records) {
                CodeFunction f = at(indices.getOrDefault(name, -1), r.offset() / Instruction.SIZE);
                if (f != null && r.offset() == 8L * f.start) {
                  f.funcTypeId = r.typeId();
                }
              }
            });
    ext.lines()
        .forEach(
            (name, records) -> {
              for (BtfExt.Line r : records) {
                CodeFunction f = at(indices.getOrDefault(name, -1), r.offset() / Instruction.SIZE);
                if (f != null) {
                  f.lines.add(r);
                }
              }
            });
    ext.relocations()
        .forEach(
            (name, records) -> {
              for (int i = 0; i < records.size(); i++) {
                attach(indices.getOrDefault(name, -1), i, records.get(i));
              }
            });
    for (CodeFunction function : all()) {
      function.lines.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    }
  }

  private void attach(int section, int number, CoreRelocation relocation) {
    // A weak function that the linker replaced leaves records behind that belong to no function.
    CodeFunction f = at(section, relocation.offset() / Instruction.SIZE);
    if (f == null) {
      return;
    }
    if (relocation.offset() % Instruction.SIZE != 0) {
      f.fail(
          LoadException.program(
              sections.elf.file(),
              f.name,
              "CO-RE relocation #%d at offset %d, expected a multiple of 8"
                  .formatted(number, relocation.offset())));
      return;
    }
    int slot = (int) (relocation.offset() / Instruction.SIZE) - f.start;
    f.coreRelocations.add(new CodeFunction.Core(slot, number, relocation));
  }

  /** Entry programs: the functions outside {@code .text}. */
  List<CodeFunction> entries() {
    List<CodeFunction> entries = new ArrayList<>();
    for (CodeFunction function : all()) {
      if (!inText(function)) {
        entries.add(function);
      }
    }
    return entries;
  }
}
