namespace Neurons.Primitives;

/// <summary>The body of a data-parallel loop.</summary>
public interface IWork
{
    /// <summary>Does one item.</summary>
    /// <param name="worker">Who does it, 0 .. workers - 1: no two items run at once under one number.</param>
    /// <param name="item">Which item, 0 .. items - 1.</param>
    void Run(int worker, int item);
}
