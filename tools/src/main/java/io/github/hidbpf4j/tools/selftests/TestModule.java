package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.heap.ProgramHeap;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.bpf.proto.NetworkFunctions;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.Member;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.ReturnRule;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.WritableField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kernel's test module, as far as an object describes it: functions that the object declares
 * and the kernel lacks are added to the kernel's types, with the types in their prototypes. Only
 * for tests: no profile of the product has them.
 */
final class TestModule {
  private static final Kfunc SEQ_NEW = Kfunc.of("bpf_iter_testmod_seq_new", KfuncFlag.ITER_NEW);
  private static final Kfunc SEQ_NEXT =
      Kfunc.of("bpf_iter_testmod_seq_next", KfuncFlag.ITER_NEXT, KfuncFlag.RET_NULL);
  private static final Kfunc SEQ_DESTROY =
      Kfunc.of("bpf_iter_testmod_seq_destroy", KfuncFlag.ITER_DESTROY);
  private static final Kfunc SEQ_VALUE = Kfunc.of("bpf_iter_testmod_seq_value");
  private static final Kfunc COMMON_TEST = Kfunc.of("bpf_kfunc_common_test");
  private static final Kfunc TEST_ACQUIRE =
      Kfunc.of("bpf_kfunc_call_test_acquire", KfuncFlag.ACQUIRE, KfuncFlag.RET_NULL);
  private static final Kfunc TEST_REF =
      Kfunc.of("bpf_kfunc_call_test_ref", KfuncFlag.TRUSTED_ARGS, KfuncFlag.RCU);
  private static final Kfunc TEST_SLEEPABLE =
      Kfunc.of("bpf_kfunc_call_test_sleepable", KfuncFlag.SLEEPABLE);

  /** The module's functions with the flags that it registers. */
  private static final KfuncSet KFUNCS =
      KfuncSet.builder("bpf_testmod", ProgramType.UNSPEC)
          .with(SEQ_NEW)
          .with(SEQ_NEXT)
          .with(SEQ_DESTROY)
          .with(SEQ_VALUE)
          .with(COMMON_TEST)
          .with(Kfunc.of("bpf_kfunc_dynptr_test"))
          .with(Kfunc.of("bpf_kfunc_nested_acquire_nonzero_offset_test", KfuncFlag.ACQUIRE))
          .with(Kfunc.of("bpf_kfunc_nested_acquire_zero_offset_test", KfuncFlag.ACQUIRE))
          .with(Kfunc.of("bpf_kfunc_nested_release_test", KfuncFlag.RELEASE))
          .with(Kfunc.of("bpf_kfunc_trusted_vma_test", KfuncFlag.TRUSTED_ARGS))
          .with(Kfunc.of("bpf_kfunc_trusted_task_test", KfuncFlag.TRUSTED_ARGS))
          .with(Kfunc.of("bpf_kfunc_trusted_num_test", KfuncFlag.TRUSTED_ARGS))
          .with(Kfunc.of("bpf_kfunc_rcu_task_test", KfuncFlag.RCU))
          .with(Kfunc.of("bpf_testmod_ctx_create", KfuncFlag.ACQUIRE, KfuncFlag.RET_NULL))
          .with(Kfunc.of("bpf_testmod_ctx_release", KfuncFlag.RELEASE))
          .with(Kfunc.of("bpf_testmod_test_mod_kfunc"))
          .with(Kfunc.of("bpf_kfunc_call_test1"))
          .with(Kfunc.of("bpf_kfunc_call_test2"))
          .with(Kfunc.of("bpf_kfunc_call_test3"))
          .with(Kfunc.of("bpf_kfunc_call_test4"))
          .with(Kfunc.of("bpf_kfunc_call_test_mem_len_pass1"))
          .with(Kfunc.of("bpf_kfunc_call_test_mem_len_fail1"))
          .with(Kfunc.of("bpf_kfunc_call_test_mem_len_fail2"))
          .with(TEST_ACQUIRE)
          .with(Kfunc.of("bpf_kfunc_call_memb_acquire", KfuncFlag.ACQUIRE, KfuncFlag.RET_NULL))
          .with(NetworkFunctions.KFUNC_CALL_MEMB_RELEASE)
          .with(Kfunc.of("bpf_kfunc_call_memb1_release", KfuncFlag.RELEASE))
          .with(NetworkFunctions.KFUNC_CALL_TEST_RELEASE)
          .with(Kfunc.of("bpf_kfunc_call_test_get_rdwr_mem", KfuncFlag.RET_NULL))
          .with(Kfunc.of("bpf_kfunc_call_test_get_rdonly_mem", KfuncFlag.RET_NULL))
          .with(
              Kfunc.of("bpf_kfunc_call_test_acq_rdonly_mem", KfuncFlag.ACQUIRE, KfuncFlag.RET_NULL))
          .with(Kfunc.of("bpf_kfunc_call_int_mem_release", KfuncFlag.RELEASE))
          .with(Kfunc.of("bpf_kfunc_call_test_pass_ctx"))
          .with(Kfunc.of("bpf_kfunc_call_test_pass1"))
          .with(Kfunc.of("bpf_kfunc_call_test_pass2"))
          .with(Kfunc.of("bpf_kfunc_call_test_fail1"))
          .with(Kfunc.of("bpf_kfunc_call_test_fail2"))
          .with(Kfunc.of("bpf_kfunc_call_test_fail3"))
          .with(TEST_REF)
          .with(Kfunc.of("bpf_kfunc_call_test_destructive", KfuncFlag.DESTRUCTIVE))
          .with(Kfunc.of("bpf_kfunc_call_test_static_unused_arg"))
          .with(Kfunc.of("bpf_kfunc_call_test_offset"))
          .with(TEST_SLEEPABLE)
          .with(Kfunc.of("bpf_kfunc_st_ops_inc10", KfuncFlag.TRUSTED_ARGS))
          .build();

  /**
   * Names of parameters that convey what is passed, in order; a declaration, which is all that the
   * object has, lacks them.
   */
  private static final Map<String, List<String>> PARAMETERS =
      Map.of(
          SEQ_VALUE.name(),
          List.of("val", "it__iter"),
          "bpf_kfunc_dynptr_test",
          List.of("ptr", "ptr__nullable"),
          "bpf_kfunc_call_test_mem_len_pass1",
          List.of("mem", "mem__sz"),
          "bpf_kfunc_call_test_mem_len_fail1",
          List.of("mem", "len"),
          "bpf_kfunc_call_test_mem_len_fail2",
          List.of("mem", "len"),
          "bpf_kfunc_call_test_get_rdwr_mem",
          List.of("p", "rdwr_buf_size"),
          "bpf_kfunc_call_test_get_rdonly_mem",
          List.of("p", "rdonly_buf_size"),
          "bpf_kfunc_call_test_acq_rdonly_mem",
          List.of("p", "rdonly_buf_size"));

  /** The kernel's own struct for tests of struct_ops ({@code net/bpf/bpf_dummy_struct_ops.c}). */
  private static final StructOpsDefinition DUMMY_OPS =
      new StructOpsDefinition(
          "bpf_dummy_ops",
          Map.of(
              "test_1", new Member("test_1", true, false, ReturnRule.SCALAR),
              "test_2", new Member("test_2", true, false, ReturnRule.SCALAR),
              "test_sleepable", new Member("test_sleepable", true, true, ReturnRule.SCALAR)),
          Set.of(),
          List.of(new WritableField("bpf_dummy_ops_state", "val", false)));

  private final Btf kernel;
  private final Btf object;
  private final Btf.Builder types = new Btf.Builder();
  private final Map<Integer, Integer> ids = new HashMap<>();

  private TestModule(Btf kernel, Btf object) {
    this.kernel = kernel;
    this.object = object;
    kernel.types().forEach(types::add);
  }

  private static final int ITERATOR_COUNT = 8;
  private static final int REFERENCE_COUNT = 32;

  /** Adds implementations of the module's functions, as far as they can be run. */
  static void addTo(HelperRegistry.Builder b, ArenaMemory memory, ProgramHeap heap) {
    long object = memory.allocate(40, "struct prog_test_ref_kfunc");
    memory.putInt(object, 42);
    memory.putInt(object + 4, 108);
    memory.putInt(object + REFERENCE_COUNT, 1);
    heap.setDestructor("prog_test_ref_kfunc", p -> count(memory, p, -1));
    b.kfunc(SEQ_NEW, (_, it, value, n, _, _) -> sequence(memory, it, value, n))
        .kfunc(SEQ_NEXT, (_, it, _, _, _, _) -> next(memory, it))
        .kfunc(
            SEQ_VALUE,
            (_, value, it, _, _, _) ->
                memory.getInt(it + ITERATOR_COUNT) < 0 ? 0 : (int) value + memory.getLong(it))
        .kfunc(
            SEQ_DESTROY,
            (_, it, _, _, _, _) -> {
              memory.putInt(it + ITERATOR_COUNT, 0);
              return 0;
            })
        .kfunc(COMMON_TEST, (_, _, _, _, _, _) -> 0)
        .kfunc(TEST_SLEEPABLE, (_, _, _, _, _, _) -> 0)
        .kfunc(TEST_REF, (_, _, _, _, _, _) -> 0)
        .kfunc(
            TEST_ACQUIRE,
            (_, _, _, _, _, _) -> {
              count(memory, object, 1);
              return object;
            })
        .kfunc(
            NetworkFunctions.KFUNC_CALL_TEST_RELEASE,
            (_, p, _, _, _, _) -> {
              count(memory, p, -1);
              return 0;
            });
  }

  private static void count(ArenaMemory memory, long object, int by) {
    memory.putInt(object + REFERENCE_COUNT, memory.getInt(object + REFERENCE_COUNT) + by);
  }

  private static long sequence(ArenaMemory memory, long it, long value, long n) {
    memory.putInt(it + ITERATOR_COUNT, (int) n);
    if ((int) n < 0) {
      return Errno.EINVAL.result();
    }
    memory.putLong(it, value);
    return 0;
  }

  private static long next(ArenaMemory memory, long it) {
    int left = memory.getInt(it + ITERATOR_COUNT);
    if (left <= 0) {
      return 0;
    }
    memory.putInt(it + ITERATOR_COUNT, left - 1);
    return it;
  }

  /** A profile extended by the module's functions. */
  static ApiProfile profile(ApiProfile base) {
    return base.toBuilder(base.name(), base.description())
        .kfuncs(KFUNCS)
        .structOps(DUMMY_OPS)
        .hook(
            new HookFunction(
                "bpf_testmod_test_read", Set.of("fentry", "fexit", "fmod_ret"), true, false))
        .build();
  }

  /**
   * The kernel's types extended by what the object declares of the module.
   *
   * @param structs names of structs that the object expects in the kernel
   * @param hooks names of functions that its programs attach to
   */
  static Btf types(Btf kernel, Btf object, Collection<String> structs, Collection<String> hooks) {
    TestModule module = new TestModule(kernel, object);
    for (int id = 1; id <= object.size(); id++) {
      BtfType type = object.type(id);
      boolean wanted =
          type instanceof BtfType.Func f
                  && f.linkage() == BtfType.Linkage.EXTERN
                  && KFUNCS.kfuncs().containsKey(f.name())
              || type instanceof BtfType.Composite c && structs.contains(c.name());
      if (wanted && kernel.idsByName(type.name()).isEmpty()) {
        module.copy(id);
      }
    }
    for (String hook : hooks) {
      int number = module.types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
      int proto = module.types.add(new BtfType.FuncProto(number, List.of()));
      module.types.add(new BtfType.Func(hook, proto, BtfType.Linkage.STATIC));
    }
    return module.types.build();
  }

  private int copy(int id) {
    if (id == 0) {
      return 0;
    }
    Integer known = ids.get(id);
    if (known != null) {
      return known;
    }
    BtfType type = object.type(id);
    if (type instanceof BtfType.Composite c && !c.name().isEmpty()) {
      var there = kernel.findStruct(c.name());
      if (there.isPresent()) {
        return there.get();
      }
    }
    int copy = types.add(new BtfType.Const(0));
    ids.put(id, copy);
    types.set(copy, copyOf(type));
    return copy;
  }

  private BtfType copyOf(BtfType type) {
    return switch (type) {
      case BtfType.Ptr(int t) -> new BtfType.Ptr(copy(t));
      case BtfType.Const(int t) -> new BtfType.Const(copy(t));
      case BtfType.Volatile(int t) -> new BtfType.Volatile(copy(t));
      case BtfType.Restrict(int t) -> new BtfType.Restrict(copy(t));
      case BtfType.TypeTag(String name, int t, boolean attribute) ->
          new BtfType.TypeTag(name, copy(t), attribute);
      case BtfType.Typedef(String name, int t) -> new BtfType.Typedef(name, copy(t));
      case BtfType.Array(int t, int index, long count) ->
          new BtfType.Array(copy(t), copy(index), count);
      case BtfType.Func(String name, int t, BtfType.Linkage _) -> {
        int proto = copy(t);
        List<String> names = PARAMETERS.get(name);
        if (names != null
            && types.get(proto) instanceof BtfType.FuncProto(int result, var params)) {
          List<BtfType.Param> named = new ArrayList<>();
          for (int i = 0; i < params.size(); i++) {
            String own = i < names.size() ? names.get(i) : params.get(i).name();
            named.add(new BtfType.Param(own, params.get(i).type()));
          }
          proto = types.add(new BtfType.FuncProto(result, named));
        }
        yield new BtfType.Func(name, proto, BtfType.Linkage.STATIC);
      }
      case BtfType.FuncProto(int result, List<BtfType.Param> params) -> {
        List<BtfType.Param> copies = new ArrayList<>();
        params.forEach(p -> copies.add(new BtfType.Param(p.name(), copy(p.type()))));
        yield new BtfType.FuncProto(copy(result), copies);
      }
      case BtfType.Composite(
              boolean union,
              String name,
              long size,
              List<BtfType.Member> members) -> {
        List<BtfType.Member> copies = new ArrayList<>();
        members.forEach(
            m ->
                copies.add(
                    new BtfType.Member(m.name(), copy(m.type()), m.bitOffset(), m.bitFieldSize())));
        yield new BtfType.Composite(union, name, size, copies);
      }
      default -> type;
    };
  }
}
