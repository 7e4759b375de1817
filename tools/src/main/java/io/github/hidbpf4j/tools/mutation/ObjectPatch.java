package io.github.hidbpf4j.tools.mutation;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfRelocation;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.elf.ElfSymbol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes instructions in an object file, in place. Little-endian ELF-64. */
final class ObjectPatch {
  /** Offset in the ELF header of the section headers' offset; in a section header, of its size. */
  private static final int E_SHOFF = 0x28;

  private static final int SECTION_HEADER = 64;
  private static final int SH_SIZE = 0x20;

  private final ElfFile elf;

  ObjectPatch(String name, byte[] bytes) {
    this.elf = ElfFile.read(name, bytes);
  }

  /** The place of a function's instruction; null if there is no such function. */
  private @Nullable Place place(String function, int slot) {
    for (ElfSymbol symbol : elf.symbols()) {
      if (symbol.type() != ElfSymbol.FUNC
          || !symbol.name().equals(function)
          || symbol.section() == 0
          || symbol.section() >= elf.sections().size()) {
        continue;
      }
      ElfSection section = elf.sections().get(symbol.section());
      long offset = symbol.value() + (long) slot * Instruction.SIZE;
      if (section.executable() && offset + Instruction.SIZE <= section.size()) {
        return new Place(section, offset);
      }
    }
    return null;
  }

  private record Place(ElfSection section, long offset) {}

  /** The compiled instruction; empty if there is no such function. */
  Optional<Instruction> instruction(String function, int slot) {
    Place place = place(function, slot);
    return place == null
        ? Optional.empty()
        : Optional.of(Instruction.decode(elf.word(place.section, place.offset)));
  }

  private @Nullable ElfRelocation relocation(Place place) {
    ElfSection relocations = relocations(place.section);
    return relocations == null
        ? null
        : elf.relocations(relocations).stream()
            .filter(r -> r.offset() == place.offset)
            .findFirst()
            .orElse(null);
  }

  private @Nullable ElfSection relocations(ElfSection code) {
    return elf.sections().stream()
        .filter(s -> s.type() == ElfSection.REL && s.info() == code.index())
        .findFirst()
        .orElse(null);
  }

  /** Whether the linker changes this instruction. */
  boolean isRelocated(String function, int slot) {
    Place place = place(function, slot);
    return place != null && relocation(place) != null;
  }

  /** Whether the linker changes it to something of the kernel. */
  boolean isOfKernel(String function, int slot) {
    Place place = place(function, slot);
    ElfRelocation relocation = place == null ? null : relocation(place);
    return relocation != null
        && elf.symbols().stream().anyMatch(s -> s.index() == relocation.symbol() && s.extern());
  }

  /** A copy of the file with one instruction changed. */
  byte[] patched(String function, int slot, Mutation mutation) {
    Place place = place(function, slot);
    if (place == null) {
      throw new IllegalArgumentException("no function " + function);
    }
    byte[] bytes = elf.bytes().clone();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(Math.toIntExact(place.section.offset() + place.offset), mutation.after().encode());
    ElfRelocation relocation = mutation.freesCall() ? relocation(place) : null;
    ElfSection relocations = relocation == null ? null : relocations(place.section);
    if (relocation != null && relocations != null) {
      drop(bytes, relocations, relocation.index());
    }
    return bytes;
  }

  /** Removes an entry: those after it move up, and the table is one entry shorter. */
  private static void drop(byte[] bytes, ElfSection table, int index) {
    int entry = Math.toIntExact(table.entrySize());
    int from = Math.toIntExact(table.offset()) + index * entry;
    int end = Math.toIntExact(table.offset() + table.size());
    System.arraycopy(bytes, from + entry, bytes, from, end - from - entry);
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(file.getLong(E_SHOFF)) + table.index() * SECTION_HEADER;
    file.putLong(header + SH_SIZE, table.size() - entry);
  }
}
