package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.IteratorFunctions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The environment of generated programs: a kernel with number iterators and some variables, maps, a
 * context.
 */
final class FuzzWorld {
  /** How many bytes of context programs use. */
  static final int CONTEXT_SIZE = 64;

  /** An array: index in {@link #MAPS}. */
  static final int ARRAY = 0;

  static final int ARRAY_ENTRIES = 4;
  static final int ARRAY_VALUE = 48;

  /** A hash map. */
  static final int HASH = 1;

  static final int HASH_ENTRIES = 8;
  static final int HASH_KEY = 8;
  static final int HASH_VALUE = 24;

  /** An array of one value, addressed directly. */
  static final int DATA = 2;

  static final int DATA_VALUE = 40;

  /** Constants that the verifier reads: of the program, and of the kernel's configuration. */
  static final int RODATA = 3;

  static final int KCONFIG = 4;

  static final List<MapSpec> MAPS =
      List.of(
          map("values", MapType.ARRAY, 4, ARRAY_VALUE, ARRAY_ENTRIES),
          map("table", MapType.HASH, HASH_KEY, HASH_VALUE, HASH_ENTRIES),
          map(".data", MapType.ARRAY, 4, DATA_VALUE, 1),
          constants(".rodata", 0, 1, -1, 0x80, 0x7fff_ffff, 0x1_0000_0000L, Long.MIN_VALUE),
          constants(".kconfig", 6 << 16 | 12 << 8, 250, 1, 'y'));

  private static final Btf.Builder PROGRAM = new Btf.Builder();

  /** Type of all functions of the programs; it does not declare their arguments. */
  static final int FUNCTION = function();

  /** Types of the programs. */
  static final Btf PROGRAM_BTF = PROGRAM.build();

  private static int function() {
    int number = PROGRAM.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
    int prototype = PROGRAM.add(new BtfType.FuncProto(number, List.of()));
    return PROGRAM.add(new BtfType.Func("function", prototype, BtfType.Linkage.STATIC));
  }

  private static final Btf.Builder KERNEL = new Btf.Builder();
  private static final int INT = KERNEL.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
  private static final int U64 =
      KERNEL.add(new BtfType.Int("unsigned long", 8, false, false, false, 0, 64));
  private static final int ITERATOR =
      KERNEL.add(
          new BtfType.Composite(
              false,
              KernelTypeNames.ITER_NUM,
              8,
              List.of(new BtfType.Member("__opaque", U64, 0, 0))));
  private static final int ITERATOR_POINTER = KERNEL.add(new BtfType.Ptr(ITERATOR));

  /** BTF ids of the kfuncs. */
  static final int ITER_NUM_NEW =
      kfunc(IteratorFunctions.ITER_NUM_NEW.name(), INT, param("start", INT), param("end", INT));

  static final int ITER_NUM_NEXT =
      kfunc(IteratorFunctions.ITER_NUM_NEXT.name(), KERNEL.add(new BtfType.Ptr(INT)));
  static final int ITER_NUM_DESTROY = kfunc(IteratorFunctions.ITER_NUM_DESTROY.name(), 0);

  /** BTF ids of variables: a number, a struct, and a number for each CPU. */
  static final int NUMBER = variable("kernel_number", INT);

  static final int STRUCT = variable("kernel_iterator", ITERATOR);
  static final int PER_CPU = variable("kernel_number_of_cpu", INT);

  static {
    int _ =
        KERNEL.add(
            new BtfType.DataSection(
                ".data..percpu", 4, List.of(new BtfType.SectionVar(PER_CPU, 0, 4))));
  }

  static final Btf KERNEL_BTF = KERNEL.build();

  /** Names of the kfuncs. */
  static final List<String> KFUNCS =
      List.of(
          IteratorFunctions.ITER_NUM_NEW.name(),
          IteratorFunctions.ITER_NUM_NEXT.name(),
          IteratorFunctions.ITER_NUM_DESTROY.name());

  private FuzzWorld() {}

  /** How many arguments a kfunc takes. */
  static int arguments(String kfunc) {
    int id = KERNEL_BTF.find(kfunc, BtfType.Func.class).orElseThrow();
    int proto = ((BtfType.Func) KERNEL_BTF.type(id)).type();
    return ((BtfType.FuncProto) KERNEL_BTF.type(proto)).params().size();
  }

  private static BtfType.Param param(String name, int type) {
    return new BtfType.Param(name, type);
  }

  private static int kfunc(String name, int result, BtfType.Param... more) {
    List<BtfType.Param> params = new java.util.ArrayList<>();
    params.add(param("it", ITERATOR_POINTER));
    params.addAll(List.of(more));
    int proto = KERNEL.add(new BtfType.FuncProto(result, params));
    return KERNEL.add(new BtfType.Func(name, proto, BtfType.Linkage.GLOBAL));
  }

  private static int variable(String name, int type) {
    return KERNEL.add(new BtfType.Var(name, type, BtfType.Linkage.GLOBAL));
  }

  /** A read-only data section of these numbers. */
  private static MapSpec constants(String name, long... numbers) {
    ByteBuffer data = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      data.putLong(number);
    }
    return new MapSpec(
        name,
        MapType.ARRAY,
        4,
        data.capacity(),
        1,
        MapSpec.F_RDONLY_PROG,
        null,
        0,
        0,
        0,
        0,
        false,
        null,
        data.array(),
        true,
        List.of(),
        null,
        "");
  }

  private static MapSpec map(String name, MapType type, int keySize, int valueSize, int entries) {
    return new MapSpec(
        name, type, keySize, valueSize, entries, 0, null, 0, 0, 0, 0, false, null, null, false,
        List.of(), null, "");
  }
}
