package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.elf.StringTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads BTF ({@code Documentation/bpf/btf.rst}, Linux 6.12 to 7.3): a header, types, strings, and
 * optionally (libbpf 1.7 and later) a layout section, which gives the record length of each kind;
 * all little-endian. The result is well-formed: every type id exists and is of an allowed kind,
 * members lie inside their struct, nothing contains itself, nesting is at most {@link
 * BtfResolver#MAX_DEPTH} deep and sizes fit 32 bits. Types of unknown kinds are skipped if the
 * layout section describes them.
 */
public final class BtfReader {
  /** Longest string accepted; source lines are the longest in practice. */
  private static final int MAX_STRING_LENGTH = 1 << 16;

  private final String file;
  private final ByteBuffer buffer;
  private final long base;
  private final BtfHeader header;
  private final StringTable strings;
  private final List<BtfType> types = new ArrayList<>();

  /** The kernel's types, which those of a module follow; null when this is not a module. */
  private final @Nullable Section kernel;

  private int at;
  private int recordStart;

  private BtfReader(String file, byte[] bytes, long base, @Nullable Section kernel) {
    this.file = file;
    this.kernel = kernel;
    this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.base = base;
    this.header = new BtfHeader(file, buffer, base, kernel != null);
    this.strings =
        new StringTable(bytes, header.stringsStart(), header.stringsLength(), MAX_STRING_LENGTH);
  }

  /**
   * Reads BTF: the contents of a {@code .BTF} section or of {@code /sys/kernel/btf/vmlinux}.
   *
   * @param file name of the file, for messages
   * @param bytes all of the BTF
   * @return its types, with their ids
   * @throws BtfException when it is malformed
   */
  public static Btf read(String file, byte[] bytes) {
    return readSection(file, bytes, 0).btf();
  }

  /**
   * Reads the BTF of a module as in {@code /sys/kernel/btf}: its types follow those of the kernel
   * and refer to them.
   *
   * @param file name of the file, for messages
   * @param bytes all of the module's BTF
   * @param kernel the BTF of the kernel that the module was built for, exactly
   * @return the types and strings of the kernel, followed by those of the module
   * @throws BtfException when it is malformed
   */
  public static Section readModule(String file, byte[] bytes, Section kernel) {
    return read(file, bytes, 0, kernel);
  }

  /**
   * Reads BTF inside a file, like {@link #read}, keeping its strings.
   *
   * @param file name of the file, for messages
   * @param bytes all of the BTF
   * @param base its offset in the file, in bytes; for messages
   * @return its types and strings
   * @throws BtfException when it is malformed
   */
  public static Section readSection(String file, byte[] bytes, long base) {
    return read(file, bytes, base, null);
  }

  private static Section read(String file, byte[] bytes, long base, @Nullable Section kernel) {
    BtfReader reader = new BtfReader(file, bytes, base, kernel);
    int first = kernel == null ? 0 : kernel.btf().size();
    if (kernel != null) {
      reader.types.addAll(kernel.btf().types());
    }
    List<Integer> offsets = reader.readTypes();
    Btf btf = new Btf(reader.types);
    BtfResolver.check(
        btf,
        (id, found, expected) ->
            BtfException.at(
                file,
                "BTF type [%d] %s '%s'"
                    .formatted(id, BtfKind.name(btf.type(id)), btf.type(id).name()),
                base + (id > first ? offsets.get(id - first - 1) : 0),
                found,
                expected));
    return new Section(btf, reader.strings, kernel);
  }

  /** Contents of a {@code .BTF} section: types, and the strings that {@code .BTF.ext} refers to. */
  public static final class Section {
    private final Btf btf;
    private final StringTable strings;
    private final @Nullable Section kernel;

    Section(Btf btf, StringTable strings, @Nullable Section kernel) {
      this.btf = btf;
      this.strings = strings;
      this.kernel = kernel;
    }

    /** {@return the types} */
    public Btf btf() {
      return btf;
    }

    StringTable strings() {
      return strings;
    }

    /** Length of the strings in bytes; for a module including those of the kernel. */
    private long length() {
      return strings.length() + (kernel == null ? 0 : kernel.length());
    }

    private @Nullable String string(long offset) {
      if (kernel == null) {
        return strings.at(offset);
      }
      long own = offset - kernel.length();
      return own < 0 ? kernel.string(offset) : strings.at(own);
    }
  }

  private BtfException bad(String found, String expected) {
    return BtfException.at(
        file, "BTF type [" + (types.size() + 1) + "]", base + recordStart, found, expected);
  }

  private int next() {
    int value = buffer.getInt(at);
    at += 4;
    return value;
  }

  private void need(long bytes) {
    if (bytes > header.typesEnd() - at) {
      throw bad(
          "%d bytes left".formatted(header.typesEnd() - at),
          "%d bytes of this type".formatted(bytes));
    }
  }

  private String string(int offset) {
    long place = Integer.toUnsignedLong(offset);
    long others = kernel == null ? 0 : kernel.length();
    String string =
        kernel != null && place < others ? kernel.string(place) : strings.at(place - others);
    if (string == null) {
      throw bad(
          "name offset 0x%x".formatted(offset),
          "a string inside the 0x%x bytes of strings".formatted(others + strings.length()));
    }
    return string;
  }

  /** Reads the types; ids are checked once all types are known. */
  private List<Integer> readTypes() {
    List<Integer> offsets = new ArrayList<>();
    at = header.typesStart();
    while (at < header.typesEnd()) {
      recordStart = at;
      offsets.add(at);
      need(12);
      String name = string(next());
      int info = next();
      int sizeOrType = next();
      types.add(readType(name, info, sizeOrType));
    }
    return offsets;
  }

  private BtfType readType(String name, int info, int word) {
    int kind = info >>> 24 & 0x7f;
    int vlen = info & 0xffffff;
    boolean flag = info < 0;
    if (kind == 0 || kind > BtfKind.ENUM64) {
      return readUnknown(name, kind, vlen);
    }
    boolean counted =
        switch (kind) {
          case BtfKind.STRUCT,
              BtfKind.UNION,
              BtfKind.ENUM,
              BtfKind.ENUM64,
              BtfKind.FUNC,
              BtfKind.FUNC_PROTO,
              BtfKind.DATASEC ->
              true;
          default -> false;
        };
    if (vlen != 0 && !counted) {
      throw bad("%s with vlen %d".formatted(BtfKind.name(kind), vlen), "vlen 0");
    }
    boolean flagged =
        switch (kind) {
          case BtfKind.STRUCT,
              BtfKind.UNION,
              BtfKind.ENUM,
              BtfKind.ENUM64,
              BtfKind.FWD,
              BtfKind.DECL_TAG,
              BtfKind.TYPE_TAG ->
              true;
          default -> false;
        };
    if (flag && !flagged) {
      throw bad(BtfKind.name(kind) + " with kind_flag set", "kind_flag clear");
    }
    checkName(kind, name);
    return switch (kind) {
      case BtfKind.INT -> readInt(name, word);
      case BtfKind.PTR -> new BtfType.Ptr(word);
      case BtfKind.ARRAY -> {
        requireNoWord(kind, word);
        yield readArray();
      }
      case BtfKind.STRUCT, BtfKind.UNION ->
          readComposite(kind == BtfKind.UNION, name, word, vlen, flag);
      case BtfKind.ENUM, BtfKind.ENUM64 -> readEnum(name, word, vlen, flag, kind == BtfKind.ENUM64);
      case BtfKind.FWD -> {
        requireNoWord(kind, word);
        yield new BtfType.Forward(name, flag);
      }
      case BtfKind.TYPEDEF -> new BtfType.Typedef(name, word);
      case BtfKind.VOLATILE -> new BtfType.Volatile(word);
      case BtfKind.CONST -> new BtfType.Const(word);
      case BtfKind.RESTRICT -> new BtfType.Restrict(word);
      case BtfKind.FUNC -> new BtfType.Func(name, word, linkage(vlen));
      case BtfKind.FUNC_PROTO -> readFuncProto(word, vlen);
      case BtfKind.VAR -> {
        need(4);
        yield new BtfType.Var(name, word, linkage(next()));
      }
      case BtfKind.DATASEC -> readDataSection(name, word, vlen);
      case BtfKind.FLOAT -> {
        if (word != 2 && word != 4 && word != 8 && word != 12 && word != 16) {
          throw bad(
              "float of %s bytes".formatted(Integer.toUnsignedString(word)), "2, 4, 8, 12, 16");
        }
        yield new BtfType.FloatType(name, word);
      }
      case BtfKind.DECL_TAG -> {
        need(4);
        int component = next();
        if (component < -1) {
          throw bad("component " + component, "-1 or more");
        }
        yield new BtfType.DeclTag(name, word, component, flag);
      }
      case BtfKind.TYPE_TAG -> new BtfType.TypeTag(name, word, flag);
      default -> throw bad("kind " + kind, "1 to " + BtfKind.ENUM64);
    };
  }

  /** Skips a type whose kind only the layout section describes. */
  private BtfType readUnknown(String name, int kind, int vlen) {
    if (kind == 0 || kind >= header.layouts()) {
      throw bad(
          "kind " + kind,
          kind == 0
              ? "1 to " + BtfKind.ENUM64
              : ("1 to %d, or a layout section that says how long types of that kind are: "
                      + "without, neither this type nor those after it can be used")
                  .formatted(BtfKind.ENUM64));
    }
    int entry = header.layoutStart() + kind * BtfHeader.LAYOUT_ENTRY;
    int info = Byte.toUnsignedInt(buffer.get(entry));
    int element = Byte.toUnsignedInt(buffer.get(entry + 1));
    if (info % 4 != 0 || element % 4 != 0) {
      throw bad(
          "kind %d of %d bytes and %d for each element".formatted(kind, info, element),
          "multiples of 4 in the layout section");
    }
    long length = info + (long) vlen * element;
    need(length);
    at += (int) length;
    return new BtfType.Unknown(name, kind);
  }

  /** Kinds without a size or type must have 0 in this word. */
  private void requireNoWord(int kind, int word) {
    if (word != 0) {
      throw bad("%s with size or type %d".formatted(BtfKind.name(kind), word), "0");
    }
  }

  private void checkName(int kind, String name) {
    switch (kind) {
      case BtfKind.TYPEDEF,
          BtfKind.FWD,
          BtfKind.FUNC,
          BtfKind.VAR,
          BtfKind.DATASEC,
          BtfKind.DECL_TAG,
          BtfKind.TYPE_TAG -> {
        if (name.isEmpty()) {
          throw bad(BtfKind.name(kind) + " without a name", "a name");
        }
      }
      case BtfKind.PTR,
          BtfKind.ARRAY,
          BtfKind.VOLATILE,
          BtfKind.CONST,
          BtfKind.RESTRICT,
          BtfKind.FUNC_PROTO -> {
        if (!name.isEmpty()) {
          throw bad("%s with the name '%s'".formatted(BtfKind.name(kind), name), "no name");
        }
      }
      default -> {}
    }
  }

  private BtfType.Linkage linkage(int number) {
    return switch (number) {
      case 0 -> BtfType.Linkage.STATIC;
      case 1 -> BtfType.Linkage.GLOBAL;
      case 2 -> BtfType.Linkage.EXTERN;
      default -> throw bad("linkage " + Integer.toUnsignedString(number), "0, 1 or 2");
    };
  }

  private BtfType.Int readInt(String name, int size) {
    need(4);
    int data = next();
    int encoding = data >>> 24;
    int offset = data >>> 16 & 0xff;
    int bits = data & 0xff;
    if (size != 1 && size != 2 && size != 4 && size != 8 && size != 16) {
      throw bad("int of %s bytes".formatted(Integer.toUnsignedString(size)), "1, 2, 4, 8 or 16");
    }
    if ((data & 0xf000ff00) != 0 || encoding > 4 || encoding == 3) {
      throw bad("int data 0x%08x".formatted(data), "one of signed, char and bool, or none");
    }
    if (bits == 0 || offset + bits > size * 8) {
      throw bad(
          "%d bits at bit %d".formatted(bits, offset), "some inside %d bits".formatted(size * 8));
    }
    return new BtfType.Int(name, size, encoding == 1, encoding == 2, encoding == 4, offset, bits);
  }

  private BtfType.Array readArray() {
    need(12);
    int type = next();
    int index = next();
    return new BtfType.Array(type, index, Integer.toUnsignedLong(next()));
  }

  private BtfType.Composite readComposite(
      boolean union, String name, int size, int vlen, boolean bitFields) {
    need(12L * vlen);
    List<BtfType.Member> members = new ArrayList<>(vlen);
    for (int i = 0; i < vlen; i++) {
      String member = string(next());
      int type = next();
      int offset = next();
      members.add(
          bitFields
              ? new BtfType.Member(member, type, offset & 0xffffff, offset >>> 24)
              : new BtfType.Member(member, type, Integer.toUnsignedLong(offset), 0));
    }
    return new BtfType.Composite(union, name, Integer.toUnsignedLong(size), List.copyOf(members));
  }

  private BtfType.Enumeration readEnum(
      String name, int size, int vlen, boolean signed, boolean is64) {
    if (size != 1 && size != 2 && size != 4 && size != 8) {
      throw bad("enum of %s bytes".formatted(Integer.toUnsignedString(size)), "1, 2, 4 or 8");
    }
    need((is64 ? 12L : 8L) * vlen);
    List<BtfType.Enumerator> values = new ArrayList<>(vlen);
    for (int i = 0; i < vlen; i++) {
      String value = string(next());
      if (value.isEmpty()) {
        throw bad("enumerator %d without a name".formatted(i), "a name");
      }
      int low = next();
      long number;
      if (is64) {
        number = Integer.toUnsignedLong(low) | (long) next() << 32;
      } else {
        number = signed ? low : Integer.toUnsignedLong(low);
      }
      values.add(new BtfType.Enumerator(value, number));
    }
    return new BtfType.Enumeration(name, size, signed, is64, List.copyOf(values));
  }

  private BtfType.FuncProto readFuncProto(int returnType, int vlen) {
    need(8L * vlen);
    List<BtfType.Param> params = new ArrayList<>(vlen);
    for (int i = 0; i < vlen; i++) {
      String param = string(next());
      params.add(new BtfType.Param(param, next()));
    }
    return new BtfType.FuncProto(returnType, List.copyOf(params));
  }

  private BtfType.DataSection readDataSection(String name, int size, int vlen) {
    need(12L * vlen);
    List<BtfType.SectionVar> vars = new ArrayList<>(vlen);
    for (int i = 0; i < vlen; i++) {
      int type = next();
      long offset = Integer.toUnsignedLong(next());
      vars.add(new BtfType.SectionVar(type, offset, Integer.toUnsignedLong(next())));
    }
    return new BtfType.DataSection(name, Integer.toUnsignedLong(size), List.copyOf(vars));
  }
}
