package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ALLOC_SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.FUNC;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.KEY;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.KPTR_XCHG_DEST;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RINGBUF_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RINGBUF_RECORD;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.STACK;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.STATUS;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.VOID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.pointer;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.signature;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;
import static io.github.hidbpf4j.bpf.proto.Trait.ACQUIRES;
import static io.github.hidbpf4j.bpf.proto.Trait.CALLS_BACK;
import static io.github.hidbpf4j.bpf.proto.Trait.GIVES_UNINITIALIZED_MEMORY;
import static io.github.hidbpf4j.bpf.proto.Trait.KEEPS_TO_ITSELF;
import static io.github.hidbpf4j.bpf.proto.Trait.RECORDS_MAP;
import static io.github.hidbpf4j.bpf.proto.Trait.TAKES_FROM_QUEUE;
import static io.github.hidbpf4j.bpf.proto.Trait.WRITES_MAP;
import static io.github.hidbpf4j.bpf.proto.Trait.WRITES_NO_MEMORY;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.DYNPTR_TYPE_LOCAL;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.DYNPTR_TYPE_RINGBUF;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MAYBE_NULL;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_RINGBUF;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.OBJ_RELEASE;

import io.github.hidbpf4j.bpf.proto.Effect.Region;
import java.util.List;

/**
 * Functions for maps, ring buffers, dynptrs and kptrs (Linux 6.12, {@code kernel/bpf/helpers.c},
 * {@code ringbuf.c}).
 */
public final class DataFunctions {
  /** {@code bpf_map_lookup_elem}. */
  public static final Helper MAP_LOOKUP_ELEM =
      Helper.of(
          1,
          "bpf_map_lookup_elem",
          signature(R_VALUE.orNull(), MAP, KEY).packets(),
          RECORDS_MAP,
          WRITES_NO_MEMORY,
          KEEPS_TO_ITSELF,
          pointer(Region.MAP_VALUE));

  /** {@code bpf_map_update_elem}. */
  public static final Helper MAP_UPDATE_ELEM =
      Helper.of(
          2,
          "bpf_map_update_elem",
          signature(INTEGER, MAP, KEY, VALUE, ANYTHING).packets(),
          RECORDS_MAP,
          WRITES_MAP,
          WRITES_NO_MEMORY,
          new Effect.Reads(3, Effect.UNKNOWN_SIZE),
          STATUS);

  /** {@code bpf_map_delete_elem}. */
  public static final Helper MAP_DELETE_ELEM =
      Helper.of(
          3,
          "bpf_map_delete_elem",
          signature(INTEGER, MAP, KEY).packets(),
          RECORDS_MAP,
          WRITES_MAP,
          WRITES_NO_MEMORY,
          STATUS);

  /** {@code bpf_map_push_elem}. */
  public static final Helper MAP_PUSH_ELEM =
      Helper.of(
          87,
          "bpf_map_push_elem",
          signature(INTEGER, MAP, VALUE, ANYTHING).packets(),
          RECORDS_MAP,
          WRITES_MAP,
          WRITES_NO_MEMORY,
          new Effect.Reads(2, Effect.UNKNOWN_SIZE),
          STATUS);

  /** {@code bpf_map_pop_elem}. */
  public static final Helper MAP_POP_ELEM =
      Helper.of(
          88,
          "bpf_map_pop_elem",
          signature(INTEGER, MAP, UNINIT_VALUE),
          RECORDS_MAP,
          WRITES_MAP,
          TAKES_FROM_QUEUE,
          new Effect.Writes(2, Effect.VALUE_OF_MAP),
          STATUS);

  /** {@code bpf_map_peek_elem}. */
  public static final Helper MAP_PEEK_ELEM =
      Helper.of(
          89,
          "bpf_map_peek_elem",
          signature(INTEGER, MAP, UNINIT_VALUE),
          RECORDS_MAP,
          TAKES_FROM_QUEUE,
          new Effect.Writes(2, Effect.VALUE_OF_MAP),
          STATUS);

  /** {@code bpf_ringbuf_output}. */
  public static final Helper RINGBUF_OUTPUT =
      Helper.of(
          130,
          "bpf_ringbuf_output",
          signature(INTEGER, MAP, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING),
          WRITES_NO_MEMORY,
          new Effect.Reads(2, 3));

  /** {@code bpf_ringbuf_submit}. */
  public static final Helper RINGBUF_SUBMIT =
      Helper.of(132, "bpf_ringbuf_submit", signature(VOID, RINGBUF_RECORD, ANYTHING));

  /** {@code bpf_ringbuf_discard}. */
  public static final Helper RINGBUF_DISCARD =
      Helper.of(133, "bpf_ringbuf_discard", signature(VOID, RINGBUF_RECORD, ANYTHING));

  /** {@code bpf_ringbuf_reserve}. */
  public static final Helper RINGBUF_RESERVE =
      Helper.of(
          131,
          "bpf_ringbuf_reserve",
          GIVES_UNINITIALIZED_MEMORY,
          signature(R_MEM.with(MAYBE_NULL, MEM_RINGBUF), MAP, ALLOC_SIZE_OR_ZERO, ANYTHING),
          ACQUIRES,
          pointer(Region.MEMORY),
          releasedBy(RINGBUF_SUBMIT, RINGBUF_DISCARD));

  /** {@code bpf_ringbuf_query}. */
  public static final Helper RINGBUF_QUERY =
      Helper.of(134, "bpf_ringbuf_query", signature(INTEGER, MAP, ANYTHING));

  /** {@code bpf_for_each_map_elem}. */
  public static final Helper FOR_EACH_MAP_ELEM =
      Helper.of(
          164,
          "bpf_for_each_map_elem",
          signature(INTEGER, MAP, FUNC, STACK.orNull(), ANYTHING),
          CALLS_BACK,
          RECORDS_MAP);

  /** {@code bpf_kptr_xchg}. */
  public static final Helper KPTR_XCHG =
      Helper.of(
          194,
          "bpf_kptr_xchg",
          signature(R_BTF_ID.orNull(), KPTR_XCHG_DEST, BTF_ID.orNull().with(OBJ_RELEASE)),
          ACQUIRES);

  /** {@code bpf_map_lookup_percpu_elem}. */
  public static final Helper MAP_LOOKUP_PERCPU_ELEM =
      Helper.of(
          195,
          "bpf_map_lookup_percpu_elem",
          signature(R_VALUE.orNull(), MAP, KEY, ANYTHING).packets(),
          RECORDS_MAP,
          KEEPS_TO_ITSELF,
          pointer(Region.MAP_VALUE));

  /** {@code bpf_dynptr_from_mem}. */
  public static final Helper DYNPTR_FROM_MEM =
      Helper.of(
          197,
          "bpf_dynptr_from_mem",
          signature(
              INTEGER, UNINIT_MEM, SIZE_OR_ZERO, ANYTHING, UNINIT_DYNPTR.with(DYNPTR_TYPE_LOCAL)));

  /** {@code bpf_ringbuf_submit_dynptr}. */
  public static final Helper RINGBUF_SUBMIT_DYNPTR =
      Helper.of(199, "bpf_ringbuf_submit_dynptr", signature(VOID, RINGBUF_DYNPTR, ANYTHING));

  /** {@code bpf_ringbuf_discard_dynptr}. */
  public static final Helper RINGBUF_DISCARD_DYNPTR =
      Helper.of(200, "bpf_ringbuf_discard_dynptr", signature(VOID, RINGBUF_DYNPTR, ANYTHING));

  /** {@code bpf_ringbuf_reserve_dynptr}. */
  public static final Helper RINGBUF_RESERVE_DYNPTR =
      Helper.of(
          198,
          "bpf_ringbuf_reserve_dynptr",
          GIVES_UNINITIALIZED_MEMORY,
          signature(INTEGER, MAP, ANYTHING, ANYTHING, UNINIT_DYNPTR.with(DYNPTR_TYPE_RINGBUF)),
          releasedBy(RINGBUF_SUBMIT_DYNPTR, RINGBUF_DISCARD_DYNPTR));

  /** {@code bpf_dynptr_read}. */
  public static final Helper DYNPTR_READ =
      Helper.of(
          201,
          "bpf_dynptr_read",
          signature(INTEGER, UNINIT_MEM, SIZE_OR_ZERO, RDONLY_DYNPTR, ANYTHING, ANYTHING));

  /** {@code bpf_dynptr_write}. */
  public static final Helper DYNPTR_WRITE =
      Helper.of(
          202,
          "bpf_dynptr_write",
          signature(INTEGER, RDONLY_DYNPTR, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING));

  /** {@code bpf_dynptr_data}. */
  public static final Helper DYNPTR_DATA =
      Helper.of(
          203,
          "bpf_dynptr_data",
          signature(R_MEM.orNull(), RDONLY_DYNPTR, ANYTHING, ALLOC_SIZE_OR_ZERO));

  /** {@code bpf_user_ringbuf_drain}. */
  public static final Helper USER_RINGBUF_DRAIN =
      Helper.of(
          209,
          "bpf_user_ringbuf_drain",
          signature(INTEGER, MAP, FUNC, STACK.orNull(), ANYTHING),
          CALLS_BACK);

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          MAP_LOOKUP_ELEM,
          MAP_UPDATE_ELEM,
          MAP_DELETE_ELEM,
          MAP_PUSH_ELEM,
          MAP_POP_ELEM,
          MAP_PEEK_ELEM,
          RINGBUF_OUTPUT,
          RINGBUF_SUBMIT,
          RINGBUF_DISCARD,
          RINGBUF_RESERVE,
          RINGBUF_QUERY,
          FOR_EACH_MAP_ELEM,
          KPTR_XCHG,
          MAP_LOOKUP_PERCPU_ELEM,
          DYNPTR_FROM_MEM,
          RINGBUF_SUBMIT_DYNPTR,
          RINGBUF_DISCARD_DYNPTR,
          RINGBUF_RESERVE_DYNPTR,
          DYNPTR_READ,
          DYNPTR_WRITE,
          DYNPTR_DATA,
          USER_RINGBUF_DRAIN);

  private DataFunctions() {}
}
