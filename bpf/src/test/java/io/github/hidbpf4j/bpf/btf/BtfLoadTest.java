package io.github.hidbpf4j.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfType.Linkage;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule of BPF_BTF_LOAD each: what it says, null where it takes the types. */
class BtfLoadTest {
  /** Types to try: int is 1, long 2, and what the kernel manages itself after it. */
  static final class Types {
    static final int INT = 1;
    static final int LONG = 2;
    final Btf.Builder b = new Btf.Builder();

    Types() {
      b.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
      b.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
      b.add(new BtfType.Int("char", 1, true, false, false, 0, 8));
    }

    int add(BtfType type) {
      return b.add(type);
    }

    int struct(String name, long size, BtfType.Member... members) {
      return b.add(new BtfType.Composite(false, name, size, List.of(members)));
    }

    int function(String name, int returned, BtfType.Param... params) {
      int prototype = b.add(new BtfType.FuncProto(returned, List.of(params)));
      return b.add(new BtfType.Func(name, prototype, Linkage.GLOBAL));
    }

    int variable(String name, int type) {
      return b.add(new BtfType.Var(name, type, Linkage.GLOBAL));
    }

    int pointer(String tag, int type) {
      return b.add(new BtfType.Ptr(b.add(new BtfType.TypeTag(tag, type))));
    }

    void section(String name, long size, BtfType.SectionVar... vars) {
      b.add(new BtfType.DataSection(name, size, List.of(vars)));
    }

    int lock() {
      return struct("bpf_spin_lock", 4, at(INT, 0));
    }

    int listHead() {
      return struct("bpf_list_head", 16, at(LONG, 0), at(LONG, 8));
    }

    int listNode() {
      return struct("bpf_list_node", 24, at(LONG, 0), at(LONG, 8), at(LONG, 16));
    }
  }

  private static BtfType.Member at(int type, long offset) {
    return new BtfType.Member("m" + offset, type, offset * 8, 0);
  }

  private static BtfType.Member bits(int type, long bit, int size) {
    return new BtfType.Member("b" + bit, type, bit, size);
  }

  private static BtfType.SectionVar in(int variable, long offset, long size) {
    return new BtfType.SectionVar(variable, offset, size);
  }

  private static BtfType.Param param(String name, int type) {
    return new BtfType.Param(name, type);
  }

  private static Arguments rule(
      String name, @Nullable Errno errno, String says, Consumer<Types> types) {
    return Arguments.of(name, errno, says, types);
  }

  private static Arguments fine(String name, Consumer<Types> types) {
    return rule(name, null, "", types);
  }

  private static Arguments bad(String name, String says, Consumer<Types> types) {
    return rule(name, Errno.EINVAL, says, types);
  }

  static Stream<Arguments> names() {
    return Stream.of(
        fine("a Rust path has dots", t -> t.struct("core.result.Ok", 4, at(Types.INT, 0))),
        bad("a name beyond ASCII", "Invalid name", t -> t.struct("gr\u00f6\u00dfe", 0)),
        fine("a name of 512 bytes", t -> t.struct("a".repeat(512), 0)),
        bad("a name of 513", "STRUCT", t -> t.struct("a".repeat(513), 0)),
        bad("a name with a colon", "STRUCT a::b Invalid name", t -> t.struct("a::b", 0)),
        bad("a name that begins with a digit", "FWD 1a Invalid", t -> t.add(fwd("1a"))),
        fine("an int may be called anything", t -> t.add(integer("long unsigned int"))),
        bad(
            "a member with a space",
            "Invalid name",
            t -> t.struct("s", 4, new BtfType.Member("a b", Types.INT, 0, 0))),
        bad("an enumerator", "ENUM e Invalid name", t -> t.add(enumeration("e", 4, "a-b"))),
        bad("a function", "FUNC a$b Invalid name", t -> t.function("a$b", 0)),
        fine(
            "a section may have spaces",
            t -> t.section("my data", 4, in(t.variable("v", 1), 0, 4))),
        bad(
            "a section with a tab",
            "Invalid name",
            t -> t.section("my\tdata", 4, in(t.variable("v", 1), 0, 4))));
  }

  private static BtfType fwd(String name) {
    return new BtfType.Forward(name, false);
  }

  private static BtfType integer(String name) {
    return new BtfType.Int(name, 8, false, false, false, 0, 64);
  }

  private static BtfType enumeration(String name, int size, String value) {
    return new BtfType.Enumeration(
        name, size, false, false, List.of(new BtfType.Enumerator(value, 0)));
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        fine("named parameters", t -> t.function("f", 1, param("a", 1), param("b", 2))),
        bad(
            "one without a name",
            "FUNC f Invalid arg#2",
            t -> t.function("f", 1, param("a", 1), param("", 2))),
        fine("varargs", t -> t.function("f", 1, param("a", 1), param("", 0))),
        fine(
            "a pointer to a function whose parameters have no names",
            t -> t.add(new BtfType.Ptr(t.add(new BtfType.FuncProto(0, List.of(param("", 1))))))),
        fine(
            "a kernel function: libbpf names its parameters",
            t -> t.section(".ksyms", 0, in(declared(t, param("", 1)), 0, 0))),
        bad(
            "one declared outside of the section of kernel functions",
            "FUNC k Invalid func linkage",
            t -> declared(t, param("a", 1))),
        bad(
            "a variable declared there",
            "VAR v Linkage not supported",
            t -> t.add(new BtfType.Var("v", Types.INT, Linkage.EXTERN))),
        bad(
            "a typedef of void returned",
            "FUNC_PROTO (anon) Invalid return type",
            t -> t.function("f", t.add(new BtfType.Typedef("nothing", 0)))),
        bad(
            "const void returned",
            "Invalid return type",
            t -> t.function("f", t.add(new BtfType.Const(0)))),
        bad(
            "a parameter of a type without size",
            "Invalid arg#1",
            t -> t.function("f", 0, param("a", t.add(fwd("s"))))));
  }

  private static int declared(Types t, BtfType.Param... params) {
    int prototype = t.add(new BtfType.FuncProto(0, List.of(params)));
    return t.add(new BtfType.Func("k", prototype, Linkage.EXTERN));
  }

  static Stream<Arguments> members() {
    return Stream.of(
        bad(
            "out of order",
            "Invalid member bits_offset",
            t -> t.struct("s", 8, at(Types.INT, 4), at(Types.INT, 0))),
        fine("nothing at the end", t -> t.struct("s", 4, at(1, 0), at(array(t, 1, 0), 4))),
        bad(
            "a float off its alignment",
            "Member is not properly aligned",
            t -> t.struct("s", 12, at(t.add(new BtfType.FloatType("double", 8)), 4))),
        fine(
            "a bit-field beside a short enum",
            t -> t.struct("s", 8, bits(Types.INT, 0, 3), at(t.add(enumeration("e", 1, "a")), 4))),
        bad(
            "a short enum at the end of a struct with bit-fields: four bytes are read",
            "Member exceeds struct_size",
            t -> t.struct("s", 5, bits(Types.INT, 0, 3), at(t.add(enumeration("e", 1, "a")), 4))),
        bad(
            "a bit-field of an enum of 8 bytes, wider than an int",
            "Invalid member bitfield_size",
            t -> t.struct("s", 8, bits(t.add(enumeration("e", 8, "a")), 0, 40))));
  }

  private static int array(Types t, int type, long count) {
    return t.add(new BtfType.Array(type, Types.INT, count));
  }

  static Stream<Arguments> sections() {
    return Stream.of(
        fine(
            "two",
            t -> t.section(".data", 8, in(t.variable("a", 1), 0, 4), in(t.variable("b", 1), 4, 4))),
        bad("no bytes", "size == 0", t -> t.section(".data", 0)),
        bad(
            "overlapping",
            "Invalid offset",
            t -> t.section(".data", 8, in(t.variable("a", 1), 0, 4), in(t.variable("b", 1), 2, 4))),
        bad(
            "a variable of no size",
            "Invalid size",
            t -> t.section(".data", 8, in(t.variable("a", 1), 0, 0))),
        bad(
            "fewer bytes than its type",
            "Invalid size",
            t -> t.section(".data", 8, in(t.variable("a", Types.LONG), 0, 4))),
        bad(
            "a function",
            "Not a VAR kind member",
            t -> t.section(".data", 8, in(t.function("f", 0), 0, 8))),
        bad(
            "a variable of a type without size",
            "VAR v Invalid type_id",
            t -> t.variable("v", t.add(fwd("s")))),
        fine(
            "kernel symbols, which libbpf turns into variables",
            t ->
                t.section(
                    ".ksyms",
                    0,
                    in(
                        t.add(
                            new BtfType.Func(
                                "k", t.add(new BtfType.FuncProto(0, List.of())), Linkage.EXTERN)),
                        0,
                        0),
                    in(t.add(new BtfType.Var("x", 0, Linkage.EXTERN)), 0, 0))));
  }

  private static int chain(Types t, int last, int typedefs) {
    int id = last;
    for (int i = 0; i < typedefs; i++) {
      id = t.add(new BtfType.Typedef("t" + i, id));
    }
    return id;
  }

  /** The same where each typedef comes before what it names. */
  private static void chainBackwards(Types t, int typedefs) {
    int first = t.b.size() + 1;
    for (int i = 0; i < typedefs; i++) {
      t.add(new BtfType.Typedef("t" + i, i == typedefs - 1 ? Types.INT : first + i + 1));
    }
  }

  static Stream<Arguments> chains() {
    return Stream.of(
        fine("32 typedefs", t -> chain(t, Types.INT, 32)),
        rule("33 typedefs", Errno.ELOOP, "Max chain length", t -> chain(t, Types.INT, 33)),
        fine("32 not resolved yet", t -> chainBackwards(t, 32)),
        rule(
            "33 not resolved yet",
            Errno.E2BIG,
            "Exceeded max resolving depth:32",
            t -> chainBackwards(t, 33)),
        fine("a tag, then const", t -> t.pointer("user", t.add(new BtfType.Const(Types.INT)))),
        bad(
            "const, then a tag",
            "Type tags don't precede modifiers",
            t -> t.add(new BtfType.Const(t.add(new BtfType.TypeTag("user", Types.INT))))));
  }

  static Stream<Arguments> specialFields() {
    return Stream.of(
        fine(
            "a kptr to a struct of the program",
            t -> t.struct("v", 8, at(t.pointer("kptr", t.struct("own", 4, at(1, 0))), 0))),
        fine(
            "a kptr to a task",
            t -> t.struct("v", 8, at(t.pointer("kptr", t.struct("task_struct", 0)), 0))),
        rule(
            "a kptr to a kernel struct without destructor",
            Errno.ENOENT,
            "no destructor",
            t -> t.struct("v", 8, at(t.pointer("kptr", t.struct("hid_bpf_ctx", 0)), 0))),
        fine(
            "an untrusted pointer to it",
            t -> t.struct("v", 8, at(t.pointer("kptr_untrusted", t.struct("hid_bpf_ctx", 0)), 0))),
        bad(
            "a user pointer beside a lock",
            "expected a kptr tag",
            t -> t.struct("v", 16, at(t.lock(), 0), at(t.pointer("user", Types.INT), 8))),
        fine(
            "a user pointer by itself", t -> t.struct("v", 8, at(t.pointer("user", Types.INT), 0))),
        rule(
            "a misaligned lock",
            Errno.EFAULT,
            "misaligned",
            t -> t.struct("v", 8, at(t.lock(), 2))),
        fine("a list of objects", t -> list(t, 1)),
        fine("eight levels of objects", t -> list(t, 7)),
        rule("nine levels of objects", Errno.ELOOP, "more than 8 levels", t -> list(t, 8)),
        rule("a list of itself", Errno.ELOOP, "more than 8 levels", BtfLoadTest::listOfItself));
  }

  /** {@code levels} structs, each with a list of the one before. */
  private static void list(Types t, int levels) {
    int lock = t.lock();
    int head = t.listHead();
    int node = t.listNode();
    t.struct("e0", 24, at(node, 0));
    for (int i = 1; i <= levels; i++) {
      int id = t.struct("e" + i, 48, at(node, 0), at(head, 24), at(lock, 40));
      t.add(new BtfType.DeclTag("contains:e" + (i - 1) + ":m0", id, 1));
    }
  }

  private static void listOfItself(Types t) {
    int id = t.struct("e", 48, at(t.listNode(), 0), at(t.listHead(), 24), at(t.lock(), 40));
    t.add(new BtfType.DeclTag("contains:e:m0", id, 1));
  }

  private static Btf kernel() {
    Types t = new Types();
    t.struct("task_struct", 64, at(Types.INT, 0));
    t.struct("hid_bpf_ctx", 16, at(Types.INT, 0));
    return t.b.build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"names", "functions", "members", "sections", "chains", "specialFields"})
  void saysAsTheKernel(String name, @Nullable Errno errno, String says, Consumer<Types> types) {
    Types t = new Types();
    types.accept(t);
    if (errno == null) {
      assertThatCode(() -> BtfLoad.check(t.b.build(), kernel()))
          .as(name)
          .doesNotThrowAnyException();
      return;
    }
    assertThatThrownBy(() -> BtfLoad.check(t.b.build(), kernel()))
        .as(name)
        .isInstanceOfSatisfying(
            BtfLoadException.class, e -> assertThat(e.errno()).as("%s", e).isEqualTo(errno))
        .hasMessageContaining(says);
  }
}
