package io.github.hidbpf4j.bpf.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An ELF64 little-endian relocatable object for BPF (System V ABI, ELF-64 object file format;
 * {@code EM_BPF} 247). Everything is checked against the size of the file before it is read, so
 * hostile input leads to an {@link ElfException}, and memory use stays proportional to the file
 * size.
 */
public final class ElfFile {
  private static final int HEADER_SIZE = 64;
  private static final int SECTION_HEADER_SIZE = 64;
  private static final int SYMBOL_SIZE = 24;
  private static final int REL_SIZE = 16;
  private static final int EM_BPF = 247;
  private static final int MAX_NAME_LENGTH = 4096;

  private final String file;
  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final List<ElfSection> sections = new ArrayList<>();
  private final List<ElfSymbol> symbols = new ArrayList<>();

  private ElfFile(String file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads an object file.
   *
   * @param file its name, for messages
   * @param bytes its contents; not copied, must not be modified
   * @throws ElfException when it is malformed or not a BPF object
   */
  public static ElfFile read(String file, byte[] bytes) {
    ElfFile elf = new ElfFile(file, bytes);
    elf.readHeader(true);
    elf.readSymbols();
    return elf;
  }

  /**
   * Reads the sections of an ELF file of any machine, such as a kernel or a module of one; its
   * symbols are left out.
   *
   * @throws ElfException when it is malformed
   */
  public static ElfFile readSections(String file, byte[] bytes) {
    ElfFile elf = new ElfFile(file, bytes);
    elf.readHeader(false);
    return elf;
  }

  /** Whether it is for the BPF machine, thus a program's object and no kernel's file. */
  public boolean isForBpf() {
    return Short.toUnsignedInt(buffer.getShort(18)) == EM_BPF;
  }

  /** Name of the file, for messages. */
  public String file() {
    return file;
  }

  /** All sections by index; the first is the null section. */
  public List<ElfSection> sections() {
    return List.copyOf(sections);
  }

  /** The first section with this name. */
  public Optional<ElfSection> section(String name) {
    return sections.stream().filter(s -> s.index() > 0 && s.name().equals(name)).findFirst();
  }

  /** All symbols by index. */
  public List<ElfSymbol> symbols() {
    return List.copyOf(symbols);
  }

  /** The whole file; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** A copy of a section's contents; empty for NOBITS. */
  public byte[] data(ElfSection section) {
    if (!section.stored()) {
      return new byte[0];
    }
    return Arrays.copyOfRange(
        bytes, (int) section.offset(), (int) (section.offset() + section.size()));
  }

  /** The little-endian 64-bit word at this offset of a section; the caller checks the bounds. */
  public long word(ElfSection section, long offset) {
    return buffer.getLong((int) (section.offset() + offset));
  }

  /**
   * The entries of a REL section.
   *
   * @throws ElfException when the table is malformed, a target is out of range, or a symbol is
   *     missing
   */
  public List<ElfRelocation> relocations(ElfSection section) {
    if (section.entrySize() != REL_SIZE || section.size() % REL_SIZE != 0) {
      throw ElfException.inSection(
          file,
          section,
          0,
          "size %d with entries of %d bytes".formatted(section.size(), section.entrySize()),
          "entries of " + REL_SIZE + " bytes");
    }
    if (section.info() <= 0 || section.info() >= sections.size()) {
      throw ElfException.inSection(
          file,
          section,
          0,
          "target section " + Integer.toUnsignedString(section.info()),
          "1 to " + (sections.size() - 1));
    }
    long targetSize = sections.get(section.info()).size();
    int count = (int) (section.size() / REL_SIZE);
    List<ElfRelocation> relocations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = (int) section.offset() + i * REL_SIZE;
      long offset = buffer.getLong(at);
      long info = buffer.getLong(at + 8);
      long symbol = info >>> 32;
      if (offset < 0 || offset >= targetSize) {
        throw ElfException.inSection(
            file,
            section,
            (long) i * REL_SIZE,
            "relocation #%d at 0x%x".formatted(i, offset),
            "an offset below 0x%x, the size of section '%s'"
                .formatted(targetSize, sections.get(section.info()).name()));
      }
      if (symbol >= symbols.size()) {
        throw ElfException.inSection(
            file,
            section,
            (long) i * REL_SIZE,
            "relocation #%d against symbol %d".formatted(i, symbol),
            "a symbol below " + symbols.size());
      }
      relocations.add(new ElfRelocation(i, offset, symbol, (int) info));
    }
    return relocations;
  }

  /** Names the kind of a file that is not ELF. */
  private static String kindOf(int magic) {
    String name =
        switch (magic) {
          case 0xdec04342, 0x0b17c0de ->
              " (LLVM bitcode: was it compiled with -flto or -emit-llvm?)";
          case 0x72613c21 -> " (an archive: take its members out with ar x)";
          case 0x04034b50 -> " (a zip archive)";
          default -> (magic & 0xffff) == 0x8b1f ? " (compressed by gzip)" : "";
        };
    return "magic 0x%08x".formatted(magic) + name;
  }

  private ElfException header(long offset, String found, String expected) {
    return ElfException.at(file, "ELF header", offset, found, expected);
  }

  private void readHeader(boolean program) {
    if (bytes.length < HEADER_SIZE) {
      throw header(0, bytes.length + " bytes", "an ELF object of at least " + HEADER_SIZE);
    }
    if (buffer.getInt(0) != 0x464c457f) {
      throw header(0, kindOf(buffer.getInt(0)), "0x464c457f (\\x7fELF)");
    }
    if (bytes[4] != 2 || bytes[5] != 1) {
      throw header(
          4,
          "class %d, data %d".formatted(bytes[4], bytes[5]),
          "class 2 (64-bit), data 1 (little-endian); compile with --target=bpfel");
    }
    int type = Short.toUnsignedInt(buffer.getShort(16));
    if (program && type != 1) {
      throw header(16, "type " + type, "1 (relocatable); compile with clang -c");
    }
    int machine = Short.toUnsignedInt(buffer.getShort(18));
    if (program && machine != EM_BPF && machine != 0) {
      throw header(18, "machine " + machine, EM_BPF + " (EM_BPF); compile with --target=bpf");
    }
    long offset = buffer.getLong(40);
    int entrySize = Short.toUnsignedInt(buffer.getShort(58));
    long count = Short.toUnsignedInt(buffer.getShort(60));
    long names = Short.toUnsignedInt(buffer.getShort(62));
    if (entrySize != SECTION_HEADER_SIZE) {
      throw header(58, "section headers of " + entrySize + " bytes", "" + SECTION_HEADER_SIZE);
    }
    if (offset < HEADER_SIZE || offset > bytes.length - SECTION_HEADER_SIZE) {
      throw header(
          40,
          "section headers at 0x%x".formatted(offset),
          "0x40 to 0x%x".formatted(bytes.length - SECTION_HEADER_SIZE));
    }
    // Numbers that do not fit the header are in the null section (SHN_XINDEX).
    if (count == 0) {
      count = buffer.getLong((int) offset + 32);
    }
    if (names == 0xffff) {
      names = Integer.toUnsignedLong(buffer.getInt((int) offset + 40));
    }
    long room = (bytes.length - offset) / SECTION_HEADER_SIZE;
    if (count < 1 || count > room) {
      throw header(60, Long.toUnsignedString(count) + " sections", "1 to " + room);
    }
    if (names < 1 || names >= count) {
      throw header(62, "section names in section " + names, "1 to " + (count - 1));
    }
    readSections((int) offset, (int) count, (int) names);
  }

  private void readSections(int table, int count, int names) {
    StringTable strings = strings(sectionAt(table, names, "#" + names));
    long stored = 0;
    for (int i = 0; i < count; i++) {
      long nameOffset = Integer.toUnsignedLong(buffer.getInt(table + i * SECTION_HEADER_SIZE));
      String name = strings.at(nameOffset);
      if (name == null) {
        throw ElfException.at(
            file,
            "section header " + i,
            table + (long) i * SECTION_HEADER_SIZE,
            "name offset 0x%x".formatted(nameOffset),
            "a NUL-terminated name inside the %d bytes of names".formatted(strings.length()));
      }
      ElfSection section = sectionAt(table, i, name);
      sections.add(section);
      // Sections that share bytes would let a small file demand a lot of memory.
      stored += section.stored() ? section.size() : 0;
      if (stored > bytes.length) {
        throw ElfException.inSection(
            file,
            section,
            0,
            "sections that overlap",
            "at most 0x%x bytes in all sections".formatted(bytes.length));
      }
    }
  }

  private ElfSection sectionAt(int table, int index, String name) {
    int at = table + index * SECTION_HEADER_SIZE;
    ElfSection section =
        new ElfSection(
            index,
            name,
            buffer.getInt(at + 4),
            buffer.getLong(at + 8),
            buffer.getLong(at + 24),
            buffer.getLong(at + 32),
            buffer.getInt(at + 40),
            buffer.getInt(at + 44),
            buffer.getLong(at + 56));
    if (section.stored()
        && (section.offset() < 0
            || section.size() < 0
            || section.offset() > bytes.length
            || section.size() > bytes.length - section.offset())) {
      throw ElfException.at(
          file,
          section.describe(),
          at,
          "offset 0x%x, size 0x%x".formatted(section.offset(), section.size()),
          "a section inside the file of 0x%x bytes".formatted(bytes.length));
    }
    if (section.size() < 0) {
      throw ElfException.at(
          file, section.describe(), at, "size 0x%x".formatted(section.size()), "a size below 2^63");
    }
    return section;
  }

  private StringTable strings(ElfSection section) {
    if (section.type() != ElfSection.STRTAB) {
      throw ElfException.inSection(
          file, section, 0, "type " + section.type(), ElfSection.STRTAB + " (SHT_STRTAB)");
    }
    return new StringTable(bytes, (int) section.offset(), (int) section.size(), MAX_NAME_LENGTH);
  }

  private void readSymbols() {
    ElfSection table = null;
    for (ElfSection section : sections) {
      if (section.type() != ElfSection.SYMTAB) {
        continue;
      }
      if (table != null) {
        throw ElfException.inSection(file, section, 0, "a second symbol table", "one");
      }
      table = section;
    }
    if (table == null) {
      throw header(40, "no symbol table", "one: was the object stripped with -s?");
    }
    if (table.entrySize() != SYMBOL_SIZE || table.size() % SYMBOL_SIZE != 0) {
      throw ElfException.inSection(
          file,
          table,
          0,
          "size %d with entries of %d bytes".formatted(table.size(), table.entrySize()),
          "entries of " + SYMBOL_SIZE + " bytes");
    }
    if (table.link() <= 0 || table.link() >= sections.size()) {
      throw ElfException.inSection(
          file,
          table,
          0,
          "symbol names in section " + Integer.toUnsignedString(table.link()),
          "1 to " + (sections.size() - 1));
    }
    StringTable strings = strings(sections.get(table.link()));
    int count = (int) (table.size() / SYMBOL_SIZE);
    for (int i = 0; i < count; i++) {
      symbols.add(symbolAt(table, i, strings));
    }
  }

  private ElfSymbol symbolAt(ElfSection table, int index, StringTable strings) {
    int at = (int) table.offset() + index * SYMBOL_SIZE;
    long nameOffset = Integer.toUnsignedLong(buffer.getInt(at));
    String name = nameOffset == 0 ? "" : strings.at(nameOffset);
    if (name == null) {
      throw ElfException.inSection(
          file,
          table,
          (long) index * SYMBOL_SIZE,
          "symbol %d with name offset 0x%x".formatted(index, nameOffset),
          "a NUL-terminated name inside the %d bytes of names".formatted(strings.length()));
    }
    int section = Short.toUnsignedInt(buffer.getShort(at + 6));
    if (section >= sections.size() && section < ElfSymbol.RESERVED_SECTIONS) {
      throw ElfException.inSection(
          file,
          table,
          (long) index * SYMBOL_SIZE,
          "symbol '%s' in section %d".formatted(name, section),
          "a section below " + sections.size());
    }
    return new ElfSymbol(
        index,
        name,
        bytes[at + 4] & 0xf,
        (bytes[at + 4] & 0xf0) >> 4,
        bytes[at + 5] & 3,
        section,
        buffer.getLong(at + 8),
        buffer.getLong(at + 16));
  }
}
