module Neurons.Tests.Program

open Expecto

[<EntryPoint>]
let main arguments =
    let tests =
        testList "Neurons.TorchSharp" [
            Generation.GeneratedTests.tests
#if !GENERATE
            Functions.FunctionTests.tests
            Modules.PathTests.tests
            Modules.DerivativeTests.tests
            Modules.ModuleTests.tests
            Modules.RefusalTests.tests
            Modules.LeakTests.tests
            Verify.GoldenTests.tests
#endif
        ]

    // One after another: the tests of leaks count all tensors of the process.
    runTestsWithCLIArgs [ Sequenced ] arguments tests
