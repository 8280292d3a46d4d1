import { judge } from '../suite.ts';

judge();
