namespace Neurons.Networks;

/// <summary>
/// Sequences [T, columns] a few columns at a time, on all threads: what a tile works on stays in a second cache. Tiles follow from the number of
/// columns alone.
/// </summary>
internal static class Tiles
{
    /// <summary>The columns of a tile; the last one may have fewer.</summary>
    public const int Width = 512;

    /// <summary>Sums over the tiles are cut into so many parts.</summary>
    private const int MostParts = 16;

    /// <summary>Does something with a tile.</summary>
    /// <param name="first">Its first column.</param>
    /// <param name="count">How many columns it has.</param>
    /// <param name="tile">Its number.</param>
    public delegate void Action(int first, int count, int tile);

    /// <summary>Does something with a tile of a part.</summary>
    /// <param name="first">Its first column.</param>
    /// <param name="count">How many columns it has.</param>
    /// <param name="part">The number of the part.</param>
    /// <param name="isFirst">Whether it is the first tile of the part.</param>
    public delegate void PartAction(int first, int count, int part, bool isFirst);

    /// <summary>How many there are.</summary>
    public static int Of(int columns) => (columns + Width - 1) / Width;

    /// <summary>How many parts there are; each has tiles.</summary>
    public static int PartsOf(int columns) => Math.Min(MostParts, Of(columns));

    /// <summary>Does something with each tile.</summary>
    public static void Run(int columns, Action action) => Parallelism.Run(Of(columns), new Work(columns, action));

    /// <summary>Does something with each tile; the tiles of a part come one after the other.</summary>
    public static void RunParts(int columns, PartAction action) => Parallelism.Run(PartsOf(columns), new PartWork(columns, action));

    private static int CountOf(int tile, int columns) => Math.Min(Width, columns - tile * Width);

    private sealed class Work(int columns, Action action) : IWork
    {
        public void Run(int worker, int item) => action(item * Width, CountOf(item, columns), item);
    }

    private sealed class PartWork(int columns, PartAction action) : IWork
    {
        public void Run(int worker, int item)
        {
            var (tiles, parts) = ((long)Of(columns), PartsOf(columns));
            var (first, end) = ((int)(tiles * item / parts), (int)(tiles * (item + 1) / parts));
            for (var tile = first; tile < end; tile++) action(tile * Width, CountOf(tile, columns), item, tile == first);
        }
    }
}
