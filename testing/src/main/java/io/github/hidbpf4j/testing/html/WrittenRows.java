package io.github.hidbpf4j.testing.html;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a finished run, with the tables that they refer to.
 *
 * @param chunks the rows
 * @param rows how many there were
 * @param gap the missing rows; null if there are none
 * @param lanes the lanes by number
 * @param texts the texts by number
 * @param descriptors the descriptors by number
 * @param errnos names of errnos that occurred
 */
record WrittenRows(
    List<RowChunk.Packed> chunks,
    long rows,
    RowStore.@Nullable Gap gap,
    List<Lane> lanes,
    List<String> texts,
    DescriptorTable descriptors,
    Map<Long, String> errnos) {}
