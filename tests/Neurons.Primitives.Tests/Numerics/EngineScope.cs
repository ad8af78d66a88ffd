namespace Neurons.Primitives.Tests;

/// <summary>Computes with one engine until disposed. The engine is global: only for tests of the collection of Parallelism.</summary>
internal readonly struct EngineScope : IDisposable
{
    private readonly BlasEngine _before;

    public EngineScope(BlasEngine engine)
    {
        _before = Blas.Engine;
        Blas.Engine = engine;
    }

    public void Dispose() => Blas.Engine = _before;
}
