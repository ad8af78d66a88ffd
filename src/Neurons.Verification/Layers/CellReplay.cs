using System.Numerics;

namespace Neurons.Verification;

/// <summary>Recorded cells, replayed node by node and step by step.</summary>
/// <param name="create">A case as a cell.</param>
internal sealed class CellReplay(Func<GoldenCase, RecordedCell> create) : ILayerReplay
{
    /// <summary>A case as a cell.</summary>
    public RecordedCell Cell(GoldenCase golden) => create(golden);

    /// <inheritdoc/>
    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new CellRun<T>(create(golden), interpreted).Run();
}
